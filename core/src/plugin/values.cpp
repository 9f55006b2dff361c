// Values as the boundary has them.
#include "plugin/values.hpp"

namespace backplane::plugin {

std::vector<backplane_value> to_abi(const std::vector<Value>& values) {
  std::vector<backplane_value> out;
  for (const auto& value : values) {
    backplane_value given{};
    given.type = static_cast<std::uint32_t>(value.type);
    switch (value.type) {
      case ParamType::real:
        given.v.f = value.f;
        break;
      case ParamType::string:
      case ParamType::component:
        given.v.s = value.s.c_str();
        break;
      case ParamType::integers:
        given.count = static_cast<std::uint32_t>(value.is.size());
        given.v.iv = value.is.data();
        break;
      case ParamType::reals:
        given.count = static_cast<std::uint32_t>(value.fs.size());
        given.v.fv = value.fs.data();
        break;
      default:
        given.v.i = value.i;
    }
    out.push_back(given);
  }
  return out;
}

}  // namespace backplane::plugin
