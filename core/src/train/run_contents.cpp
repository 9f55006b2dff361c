// What a run folder may hold.
#include "train/run_contents.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace backplane::train {
namespace {

namespace fs = std::filesystem;

bool is_temporary(std::string_view name) {
  return name.starts_with(".") && name.ends_with(".tmp");
}

bool of_run(std::string_view name) {
  constexpr std::array<std::string_view, 3> kFiles = {kRunConfig, "metrics.jsonl",
                                                      "model.safetensors"};
  return is_temporary(name) ||
         std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end();
}

bool of_checkpoints(std::string_view name) {
  return is_temporary(name) || name == "best.safetensors" ||
         (name.starts_with("step-") && name.ends_with(".safetensors"));
}

// Calls visit(path, name, whether it is ours) for all in the folder and in
// checkpoints/.
template <class Visit>
void for_each_entry(const fs::path& folder, const Visit& visit) {
  std::error_code code;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator it(folder, code), end; !code && it != end;
       it.increment(code))
    entries.push_back(*it);
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    const fs::file_status status = entry.symlink_status(code);
    if (name != "checkpoints" || !fs::is_directory(status)) {
      visit(entry.path(), name, of_run(name) && fs::is_regular_file(status));
      continue;
    }
    std::vector<fs::path> inner;
    for (fs::directory_iterator it(entry.path(), code), end; !code && it != end;
         it.increment(code))
      inner.push_back(it->path());
    for (const fs::path& path : inner) {
      const std::string leaf = path.filename().string();
      visit(
          path, "checkpoints/" + leaf,
          of_checkpoints(leaf) && fs::is_regular_file(fs::symlink_status(path, code)));
    }
  }
}

}  // namespace

Stands what_stands(const std::string& path) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (status.type() == fs::file_type::not_found) return Stands::nothing;
  if (!fs::is_directory(status)) return Stands::other_file;
  if (fs::is_regular_file(fs::path(path) / kRunConfig, code)) return Stands::run;
  bool blank = true;
  for_each_entry(path, [&](const fs::path&, const std::string& name, bool) {
    blank = blank && is_temporary(name);
  });
  return blank ? Stands::blank : Stands::other;
}

std::vector<std::string> foreign_files(const std::string& folder) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> names;
  for_each_entry(folder, [&](const fs::path&, const std::string& name, bool ours) {
    if (!ours) names.push_back(name);
  });
  std::sort(names.begin(), names.end());
  if (names.size() > kMost) names.resize(kMost);
  return names;
}

bool remove_run(const std::string& folder) {
  std::error_code ignored;
  for_each_entry(folder, [&](const fs::path& path, const std::string&, bool ours) {
    if (ours) fs::remove(path, ignored);
  });
  fs::remove(fs::path(folder) / "checkpoints", ignored);
  fs::remove(folder, ignored);
  return !fs::exists(folder, ignored);
}

}  // namespace backplane::train
