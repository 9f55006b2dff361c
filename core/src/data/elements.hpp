#pragma once
// From an element type that is known at run time to a C++ type.

#include <cstdint>

#include "io/array.hpp"

namespace backplane::data {

/// Calls f with a value of the element's C++ type; booleans are bytes.
template <class F>
decltype(auto) visit_element(io::Element element, F&& f) {
  switch (element) {
    case io::Element::i8:
      return f(std::int8_t{});
    case io::Element::i16:
      return f(std::int16_t{});
    case io::Element::i32:
      return f(std::int32_t{});
    case io::Element::i64:
      return f(std::int64_t{});
    case io::Element::u16:
      return f(std::uint16_t{});
    case io::Element::u32:
      return f(std::uint32_t{});
    case io::Element::u64:
      return f(std::uint64_t{});
    case io::Element::f32:
      return f(float{});
    case io::Element::f64:
      return f(double{});
    case io::Element::u8:
    case io::Element::boolean:
      break;
  }
  return f(std::uint8_t{});
}

/// The array's elements. Pre: T is its element's type; the bytes come from the heap, so
/// they are aligned for every element.
template <class T>
[[nodiscard]] const T* elements_of(const io::Array& array) {
  return reinterpret_cast<const T*>(array.bytes.data());
}

}  // namespace backplane::data
