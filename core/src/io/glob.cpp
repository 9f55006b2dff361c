// Patterns part by part: each is held against the names in the folders found so far.
#include "io/glob.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace backplane::io {
namespace {

namespace fs = std::filesystem;

bool is_pattern(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

std::vector<fs::path> below(const std::vector<fs::path>& folders,
                            const std::string& part) {
  std::vector<fs::path> found;
  for (const fs::path& folder : folders) {
    if (!is_pattern(part)) {
      found.push_back(folder / part);
      continue;
    }
    std::error_code failed;
    for (fs::directory_iterator it(folder.empty() ? "." : folder, failed), end;
         !failed && it != end; it.increment(failed)) {
      const std::string name = it->path().filename().string();
      if (matches(name, part)) found.push_back(folder / name);
    }
  }
  return found;
}

}  // namespace

bool matches(std::string_view name, std::string_view pattern) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  std::size_t n = 0, p = 0, star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;  // the star takes one more
      n = ++mark;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<std::string> match_files(const std::string& pattern) {
  if (!is_pattern(pattern)) return {pattern};
  const fs::path path(pattern);
  std::vector<fs::path> found{path.root_path()};
  for (const fs::path& part : path.relative_path()) found = below(found, part.string());
  std::vector<std::string> files;
  std::error_code failed;
  for (const fs::path& each : found)
    if (fs::exists(each, failed)) files.push_back(each.string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace backplane::io
