#pragma once
// The nested lists of the model section, walked once: names, wiring, blocks and repeats
// become a flat list of items.

#include <deque>
#include <string>
#include <vector>

#include "config/model/blocks.hpp"
#include "config/model/item.hpp"
#include "config/model/references.hpp"
#include "config/model/scope.hpp"
#include "config/model/structure.hpp"
#include "config/replacer.hpp"

namespace backplane::config {

class Expander {
 public:
  /// `blocks` must outlive it. Fills the job's `model` and `model_tree`.
  Expander(const Reader& reader, const std::deque<Block>& blocks, Job& job);

  void read(const Node& layers);

 private:
  /// What holds for every item of a list.
  struct Around {
    Scope* scope = nullptr;
    const Scope* share = nullptr;  ///< items use the parameters of this list's items
    bool freeze = false;
    double lr = 1;
    bool broken = false;
    int depth = 0;           ///< levels of YAML, as the resolved file will have them
    std::vector<Note> used;  ///< where the blocks around are used, innermost first
    std::vector<const Block*> open;  ///< the same blocks
  };

  /// One copy of what a list says.
  struct Item {
    const Node& node;
    const Head* head;  ///< null: reported
    const Wiring& wiring;
    std::string local, full;  ///< its name
    std::vector<int> in;
    Scope::Name* name;         ///< null: another has it
    const Scope::Name* model;  ///< whose parameters it uses; null: its own
  };

  // Each returns the item whose output the next one takes.
  int list(const Node& node, const Around& around, const std::vector<int>& in,
           std::vector<ItemTree>& tree);
  int item(const Node& node, const Around& around, std::vector<int> in,
           std::vector<ItemTree>& tree);
  int once(const Item& item, const Around& around, ItemTree& tree);
  int leaf(const Item& item, const Around& around, ItemTree& tree);
  int structure(const Item& item, const Around& around, ItemTree& tree);
  int branches(const Item& item, const Structure& structure, const Around& around,
               ItemTree& tree);
  int block(const Item& item, const Block& block, const Around& around, ItemTree& tree);
  int join(const Item& item, const Structure& structure, std::vector<int> outputs,
           const Around& around, ItemTree& tree);
  int broken(const Item& item, const Around& around, ItemTree& tree);
  int add(ItemJob job, const Item& item, const Around& around, ItemTree& tree);

  std::vector<int> inputs(const std::vector<Reference>& from, Around& around);
  std::string claim(const Item& item, const std::string& type, std::int64_t copy,
                    const Around& around, Scope::Name*& name);
  Scope::Name* add_name(Scope& scope, const std::string& local, const Place& place);
  const Scope::Name* model_of(const Item& item, const Scope* list, Around& around);
  void share(const Item& item, ItemJob& job);
  Around inside(const Item& item, const Around& around, int deeper);
  void name_inputs(const Item& item, const Block& block, Scope& scope);
  bool too_much(const Around& around, const Place& place);
  std::vector<int> declare_inputs();
  void find_judged(int output);
  void check_outputs(int output);

  const Reader& reader_;
  Diagnostics& diagnostics_;
  const std::deque<Block>& blocks_;
  Job& job_;
  Choices choices_;
  Replacer replacer_;
  std::deque<Scope> scopes_;  ///< the first is the model's own list
  References references_;
  std::size_t copied_ = 0;
  bool full_ = false;
};

}  // namespace backplane::config
