// Depth first: what a file extends lies under it, in the order in which it is named.
#include "config/extends.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "config/merge.hpp"
#include "config/words.hpp"
#include "config/yaml.hpp"

namespace backplane::config {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 64;
constexpr std::size_t kMostBytes = (1 << 20) + 1;  // one more than the parser takes

Result<std::string> read_text(const std::string& path, const Place& from) {
  const auto unreadable = [&](const char* why) {
    Error error = make_error(
        "E0110", fmt::format("cannot read the configuration '{}': {}", path, why),
        from);
    if (!from.known()) error.place.file = path;
    return error;
  };
  std::error_code failed;
  if (fs::is_directory(path, failed)) return unreadable("it is a folder");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(errno != 0 ? std::strerror(errno) : "it cannot be opened");
  std::string text(kMostBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return unreadable("reading it fails");
  return text;
}

/// A file being read, and who asked for it.
struct Open {
  fs::path identity;
  Place asked;
};

class Loader {
 public:
  Result<Node> load(const std::string& path, const Place& from) {
    std::error_code failed;
    fs::path identity = fs::weakly_canonical(path, failed);
    if (failed) identity = fs::path(path).lexically_normal();
    for (const Open& open : open_)
      if (open.identity == identity) return cycle(path, from);
    if (++files_ > kMostFiles)
      return make_error("E0111", fmt::format("more than {} files extended", kMostFiles),
                        from);
    auto text = read_text(path, from);
    if (!text.ok()) return text.error();
    auto own = parse_yaml(*text, path);
    if (!own.ok() || !own->is_map()) return own;
    open_.push_back({std::move(identity), from});
    auto merged = over_its_bases(std::move(*own), path);
    open_.pop_back();
    return merged;
  }

 private:
  Result<Node> over_its_bases(Node own, const std::string& path) {
    const Node* extends = own.find("extends");
    if (extends == nullptr || extends->is_null()) return own;
    std::vector<Node> names = extends->items;
    if (extends->is_scalar()) names.push_back(*extends);
    Node merged;
    merged.kind = Node::Kind::map;
    merged.place = own.place;
    if (extends->is_map()) names.push_back(*extends);
    for (const Node& name : names) {
      if (!name.is_scalar() || name.text.empty())
        return make_error("E0112",
                          fmt::format("'extends' expects a file or a list of files, "
                                      "found {}",
                                      shown(name)),
                          name.place, "write the path of a YAML file");
      const fs::path base = fs::path(path).parent_path() / name.text;
      auto node = load(base.lexically_normal().string(), name.place);
      if (!node.ok()) return node;
      if (node->is_map()) merge_files(merged, *node);
    }
    erase_key(own, "extends");
    merge_files(merged, own);
    return merged;
  }

  [[nodiscard]] Error cycle(const std::string& path, const Place& from) const {
    Error error =
        make_error("E0111", fmt::format("'{}' extends itself in the end", path), from,
                   "this closes the circle");
    for (const Open& open : open_)
      if (open.asked.known()) error.notes.push_back({open.asked, "reached from here"});
    return error;
  }

  std::vector<Open> open_;
  std::size_t files_ = 0;
};

}  // namespace

Result<Node> read_extended(const std::string& path) {
  return Loader().load(path, {});
}

}  // namespace backplane::config
