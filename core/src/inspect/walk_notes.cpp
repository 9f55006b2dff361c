// Found by what layers do, whatever they are called.
#include <fmt/format.h>

#include <cstring>
#include <span>

#include "inspect/walk.hpp"

namespace backplane::inspect {
namespace {

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 3;
  if (names.size() <= kMost) return fmt::format("{}", fmt::join(names, ", "));
  const std::span<const std::string> first(names.data(), kMost);
  return fmt::format("{} and {} more", fmt::join(first, ", "), names.size() - kMost);
}

struct Manner {
  bool random = false;  ///< gives other numbers under the masks of another step
  bool learns = false;  ///< its buffers follow what it is given
};

std::vector<std::vector<double>> numbers_of(Probe& probe,
                                            const std::vector<int>& list) {
  std::vector<std::vector<double>> all;
  for (const int v : list) {
    const auto numbers = probe.numbers(v);
    all.emplace_back(numbers.begin(), numbers.end());
  }
  return all;
}

std::vector<std::string> buffers_of(Probe& probe, const plan::NodePlan& node) {
  const run::Network& network = probe.session().network();
  std::vector<std::string> all;
  for (const int b : node.buffers) {
    const plan::TensorPlan& buffer = probe.plan().buffers[static_cast<std::size_t>(b)];
    all.emplace_back(reinterpret_cast<const char*>(network.buffer(buffer)),
                     bytes(buffer.shape));
  }
  return all;
}

bool same_bits(const std::vector<std::vector<double>>& a,
               const std::vector<std::vector<double>>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(double)) != 0)
      return false;
  return true;
}

Result<Manner> manner_of(Probe& probe, int n) {
  const plan::NodePlan& node = probe.plan().nodes[static_cast<std::size_t>(n)];
  const auto out = numbers_of(probe, node.out);
  const auto buffers = buffers_of(probe, node);
  if (auto done = probe.forward_node(n, 1); !done.ok()) return done.error();
  const Manner manner{!same_bits(out, numbers_of(probe, node.out)),
                      buffers != buffers_of(probe, node)};
  if (auto done = probe.forward_node(n, 0); !done.ok()) return done.error();
  return manner;
}

bool gives_ids(const plan::NetworkPlan& plan, const plan::NodePlan& node) {
  return plan.values[static_cast<std::size_t>(node.out.front())].shape.dtype ==
         BACKPLANE_DT_I32;
}

}  // namespace

Result<std::vector<std::string>> notes_on(Probe& probe) {
  std::vector<std::string> random, batch, notes;
  for (int n = 0; n < static_cast<int>(probe.plan().nodes.size()); ++n) {
    const plan::NodePlan& node = probe.plan().nodes[static_cast<std::size_t>(n)];
    if (node.layer == nullptr || gives_ids(probe.plan(), node)) continue;
    auto manner = manner_of(probe, n);
    if (!manner.ok()) return manner.error();
    if (manner->random) random.push_back(node.name);
    if (manner->learns) batch.push_back(node.name);
  }
  if (!random.empty())
    notes.push_back(
        fmt::format("as in training, with the masks of step 0: {}", listed(random)));
  if (!batch.empty())
    notes.push_back(fmt::format("as in training, with the statistics of {} alone: {}",
                                probe.rows() == 1 ? "this sample" : "these samples",
                                listed(batch)));
  return notes;
}

}  // namespace backplane::inspect
