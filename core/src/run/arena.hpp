#pragma once
// One allocation, 64-byte aligned, zeroed.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace backplane::run {

/// Owns its bytes; movable. An arena of 0 bytes has a valid, unusable address.
class Arena {
 public:
  Arena() = default;
  /// Throws std::bad_alloc.
  explicit Arena(std::uint64_t bytes)
      : bytes_(bytes),
        data_(static_cast<std::byte*>(::operator new(bytes + 64, kAlign))) {
    std::memset(data_.get(), 0, bytes + 64);
  }

  [[nodiscard]] std::byte* at(std::uint64_t offset) const {
    return data_.get() + offset;
  }
  [[nodiscard]] std::uint64_t size() const { return bytes_; }

 private:
  static constexpr std::align_val_t kAlign{64};
  struct Free {
    void operator()(std::byte* p) const { ::operator delete(p, kAlign); }
  };
  std::uint64_t bytes_ = 0;
  std::unique_ptr<std::byte, Free> data_;
};

}  // namespace backplane::run
