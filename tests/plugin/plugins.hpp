#pragma once
// Runtimes with chosen plugins only, and folders to put files in.

#include <filesystem>
#include <fstream>
#include <string>

#include "backplane/runtime.hpp"

namespace backplane::test {

inline std::string variant(const std::string& name) {
  return std::string(BACKPLANE_TEST_PLUGINS) + "/" + name + ".so";
}

/// Nothing but what `paths` name.
inline RuntimeOptions only(std::vector<std::string> paths) {
  RuntimeOptions options;
  options.plugins.use_own_folder = false;
  options.plugins.use_environment = false;
  options.plugins.paths = std::move(paths);
  return options;
}

/// A folder of its own that goes when the test ends.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::path(BACKPLANE_TEST_PLUGINS).parent_path() /
              ("folder_" + name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string at(const std::string& name) const {
    return (path_ / name).string();
  }
  [[nodiscard]] std::string write(const std::string& name,
                                  const std::string& bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
    return at(name);
  }
  [[nodiscard]] std::string copy(const std::string& from, const std::string& to) const {
    std::filesystem::copy_file(from, at(to));
    return at(to);
  }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace backplane::test
