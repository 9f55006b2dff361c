// Builds the tree from the parser's events, which show every key, anchor and alias.
#include "config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <set>
#include <sstream>

#include "config/source.hpp"
#include "config/yaml_errors.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

namespace {

constexpr std::size_t kLargestFile = 1 << 20;
constexpr int kDeepest = 64;
constexpr std::size_t kMostNodes = 100'000;
constexpr std::size_t kMostExpanded = 10'000;
constexpr std::size_t kMostDuplicates = 100;

/// Carries a fatal error out of the parser.
struct Stop {
  Error error;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const Source& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      throw Stop{several_documents(source_.at(mark.line, mark.column))};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.place = source_.at(mark.line, mark.column);
    finish({std::move(node), 1, 0}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node;
    node.kind = Node::Kind::scalar;
    node.place = source_.scalar(mark.line, mark.column, value);
    node.text = value;
    node.quoted = tag == "!";
    finish({std::move(node), 1, 0}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Place place = source_.at(mark.line, mark.column);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Stop{cyclic_alias(place)};
    Tree tree = found->second;
    expanded_ += tree.count;
    if (expanded_ > kMostExpanded) throw Stop{too_many_aliases(place, kMostExpanded)};
    tree.node.place = place;
    finish(std::move(tree), 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    start(Node::Kind::list, mark, tag, anchor, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    start(Node::Kind::map, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapEnd() override { end(); }

  [[nodiscard]] Node take_root() { return std::move(root_); }

  [[nodiscard]] OpenFlow open_flow() const {
    for (auto frame = stack_.rbegin(); frame != stack_.rend(); ++frame)
      if (frame->flow) return {frame->tree.node.place, frame->tree.node.is_map()};
    return {};
  }

 private:
  struct Tree {
    Node node;
    std::size_t count = 1;  ///< nodes in it
    int height = 0;         ///< lists and maps below it
  };
  struct Frame {
    Tree tree;
    YAML::anchor_t anchor = 0;
    bool flow = false;
    bool has_key = false;  ///< a map's key was read, its value not yet
    std::string key;
    Place key_place;
    std::set<std::string> keys;
  };

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Stop{tag_used(source_.at(mark.line, mark.column))};
  }

  [[nodiscard]] bool at_key() const {
    return !stack_.empty() && stack_.back().tree.node.is_map() &&
           !stack_.back().has_key;
  }

  void start(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    refuse_tag(mark, tag);
    const Place place = source_.at(mark.line, mark.column);
    check_depth(static_cast<int>(stack_.size()) + 1, place);
    const bool flow = style == YAML::EmitterStyle::Flow;
    if (at_key()) {  // an unclosed bracket looks like the beginning of a key
      if (flow && !source_.closes(mark.line, mark.column))
        throw Stop{unclosed({place, kind == Node::Kind::map})};
      throw Stop{key_not_a_word(place)};
    }
    Frame frame;
    frame.tree.node.kind = kind;
    frame.tree.node.place = place;
    frame.tree.height = 1;
    frame.anchor = anchor;
    frame.flow = flow;
    stack_.push_back(std::move(frame));
  }

  void end() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    finish(std::move(frame.tree), frame.anchor);
  }

  void check_depth(int depth, const Place& place) const {
    if (depth > kDeepest) throw Stop{too_deep(place, kDeepest)};
  }

  void finish(Tree tree, YAML::anchor_t anchor) {
    check_depth(static_cast<int>(stack_.size()) + tree.height, tree.node.place);
    nodes_ += tree.node.is_list() || tree.node.is_map() ? 1 : tree.count;
    if (nodes_ + expanded_ > kMostNodes)
      throw Stop{too_many_values(tree.node.place, kMostNodes)};
    if (anchor != 0) anchors_[anchor] = tree;
    if (stack_.empty()) {
      root_ = std::move(tree.node);
      return;
    }
    Frame& frame = stack_.back();
    if (at_key()) {
      take_key(frame, tree.node);
      return;
    }
    frame.tree.count += tree.count;
    frame.tree.height = std::max(frame.tree.height, tree.height + 1);
    if (frame.tree.node.is_list()) {
      frame.tree.node.items.push_back(std::move(tree.node));
    } else {
      take_value(frame, std::move(tree.node));
    }
  }

  static void take_key(Frame& frame, const Node& node) {
    if (!node.is_scalar() || node.text.empty()) throw Stop{key_not_a_word(node.place)};
    if (node.text == "<<") throw Stop{merge_key(node.place)};
    frame.key = node.text;
    frame.key_place = node.place;
    frame.has_key = true;
  }

  void take_value(Frame& frame, Node value) {
    frame.has_key = false;
    if (value.is_null()) value.place = frame.key_place;
    Node& map = frame.tree.node;
    if (frame.keys.insert(frame.key).second) {
      map.entries.push_back({frame.key, frame.key_place, std::move(value)});
    } else {
      if (diagnostics_.count() == kMostDuplicates) throw Stop{diagnostics_.joined()};
      diagnostics_.add(
          duplicate_key(frame.key, frame.key_place, map.entry(frame.key)->key_place));
    }
  }

  const Source& source_;
  Diagnostics& diagnostics_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, Tree> anchors_;
  Node root_;
  std::size_t nodes_ = 0;
  std::size_t expanded_ = 0;
  int documents_ = 0;
};

}  // namespace

Result<Node> parse_yaml(std::string_view text, const std::string& name) {
  if (text.size() > kLargestFile) return too_large(name, kLargestFile);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const Source source(name, text);
  const std::size_t valid = std::min(valid_utf8(text), text.find('\0'));
  if (valid < text.size()) return not_text(source, text.substr(0, valid));

  Diagnostics diagnostics;
  TreeBuilder builder(source, diagnostics);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stop) {
    return stop.error;
  } catch (const YAML::Exception& e) {
    return syntax_error(source, e.mark.line, e.mark.column, e.msg, builder.open_flow());
  } catch (const std::exception& e) {
    return syntax_error(source, 0, 0, e.what(), builder.open_flow());
  }
  if (!diagnostics.ok()) return diagnostics.joined();
  Node root = builder.take_root();
  if (!root.place.known()) root.place = source.at(0, 0);
  return root;
}

}  // namespace backplane::config
