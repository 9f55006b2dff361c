// Element types of stored arrays.
#include "io/array.hpp"

namespace backplane::io {

std::uint64_t size_of(Element element) {
  switch (element) {
    case Element::u8:
    case Element::i8:
    case Element::boolean:
      return 1;
    case Element::i16:
    case Element::u16:
      return 2;
    case Element::i32:
    case Element::u32:
    case Element::f32:
      return 4;
    case Element::i64:
    case Element::u64:
    case Element::f64:
      return 8;
  }
  return 0;
}

const char* name_of(Element element) {
  switch (element) {
    case Element::u8:
      return "uint8";
    case Element::i8:
      return "int8";
    case Element::i16:
      return "int16";
    case Element::i32:
      return "int32";
    case Element::i64:
      return "int64";
    case Element::u16:
      return "uint16";
    case Element::u32:
      return "uint32";
    case Element::u64:
      return "uint64";
    case Element::f32:
      return "float32";
    case Element::f64:
      return "float64";
    case Element::boolean:
      return "bool";
  }
  return "unknown";
}

std::int64_t ArrayHeader::count() const {
  std::int64_t n = 1;
  for (const std::int64_t size : shape) n *= size;
  return n;
}

}  // namespace backplane::io
