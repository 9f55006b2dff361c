// normalize: y = (x - mean) / std per channel, given or fitted on the training part.
#include <fmt/format.h>

#include "data/transform.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

ParamSpec list_param(const char* name, const char* doc) {
  ParamSpec spec;
  spec.name = name;
  spec.type = ParamType::reals;
  spec.doc = doc;
  spec.def = Value::reals({});
  return spec;
}

Outcome refuse(const config::Bound& bound, const char* param, std::string message) {
  Error error = io::fault("E0527", std::move(message),
                          {"without numbers, both are fitted on the training part"});
  error.place = bound.place_of(param).known() ? bound.place_of(param) : bound.place;
  return error;
}

class Normalize final : public Transform {
 public:
  Normalize() {
    id = "normalize";
    summary = "y = (x - mean) / std, per channel of an image or per feature";
    doc =
        "Without numbers, mean and standard deviation are measured on the training "
        "part "
        "and kept in the model file. A channel that does not vary is only centred.";
    params = {list_param("mean", "one number, or one a channel"),
              list_param("std", "one number, or one a channel")};
    params[1].min = 0;
    params[1].flags = BACKPLANE_PF_MIN_EXCL;
  }

  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const Shape& in) const override {
    const bool mean = !bound["mean"].fs.empty(), std = !bound["std"].fs.empty();
    if (mean != std)
      return refuse(bound, mean ? "mean" : "std",
                    fmt::format("normalize has '{}' without '{}'",
                                mean ? "mean" : "std", mean ? "std" : "mean"));
    const auto count = static_cast<std::size_t>(channels_of(in).count);
    for (const char* param : {"mean", "std"}) {
      const std::size_t given = bound[param].fs.size();
      if (given > 1 && given != count)
        return refuse(bound, param,
                      fmt::format("'{}' has {} numbers, and a sample of {} has {} "
                                  "channels",
                                  param, given, to_string(in), count));
    }
    return Done{};
  }

  [[nodiscard]] Affine affine(const config::Bound& bound, const Shape& in,
                              const Measure& measure) const override {
    const Channels channels = channels_of(in);
    Moments moments{bound["mean"].fs, bound["std"].fs};
    if (moments.mean.empty()) moments = measure(channels);
    const std::size_t n = std::max(moments.mean.size(), moments.deviation.size());
    Affine affine{{}, {}, n > 1 ? channels.stride : 0};
    for (std::size_t c = 0; c < n; ++c) {
      const double mean = moments.mean[moments.mean.size() > 1 ? c : 0];
      const double std = moments.deviation[moments.deviation.size() > 1 ? c : 0];
      affine.scale.push_back(std > 0 ? 1 / std : 1);
      affine.shift.push_back(-mean * affine.scale.back());
    }
    return affine;
  }
};

}  // namespace

const Transform& normalize_transform() {
  static const Normalize transform;
  return transform;
}

}  // namespace backplane::data
