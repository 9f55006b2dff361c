#pragma once
// A run's folder stands for the model in it.

#include <filesystem>
#include <string>

namespace backplane::app {

inline std::string model_file(const std::string& path) {
  std::error_code none;
  const std::filesystem::path given(path);
  return std::filesystem::is_directory(given, none)
             ? (given / "model.safetensors").string()
             : path;
}

}  // namespace backplane::app
