// The shortcut of a residual: what goes around its layers is added to what they give,
// and where the two have other shapes a layer without a bias makes them alike.
#include <algorithm>
#include <optional>

#include "plan/builder.hpp"

namespace backplane::plan {
namespace {

/// What a projection is made of: the one place that names these layers.
struct ProjectionPart {
  std::uint32_t rank;  ///< axes, the batch among them
  bool first_alike;    ///< the first axis of a sample is as it was
  const char* layer;
  const char* width;   ///< the parameter that says how wide the result is ...
  std::uint32_t axis;  ///< ... along this axis
};

constexpr ProjectionPart kParts[] = {
    {2, false, "dense", "units", 1},    {3, true, "dense", "units", 2},
    {3, false, "conv1d", "filters", 1}, {4, false, "conv2d", "filters", 1},
    {4, true, "conv2d", "filters", 1},
};

const ProjectionPart* part_for(const Shape& from, const Shape& to) {
  if (from.rank != to.rank) return nullptr;
  const bool alike = from.rank > 2 && from.dim[1] == to.dim[1];
  const auto* const it = std::ranges::find_if(kParts, [&](const ProjectionPart& p) {
    return p.rank == from.rank && p.first_alike == alike;
  });
  return it == std::end(kParts) ? nullptr : it;
}

// The smallest step along an axis of `from` that leaves `to` of it; empty: none does.
std::optional<std::int64_t> stride(std::int64_t from, std::int64_t to) {
  if (to < 1 || to > from) return {};
  const std::int64_t step = (from - 1) / to + 1;
  if ((from - 1) / step + 1 != to) return {};
  return step;
}

// The steps of the axes after the channels; empty where the part has none to take, or
// none fits.
std::optional<std::vector<std::int64_t>> strides(const ProjectionPart& part,
                                                 const Shape& from, const Shape& to) {
  std::vector<std::int64_t> steps;
  for (std::uint32_t a = 1; a < from.rank; ++a) {
    if (a == part.axis) continue;
    const auto step = stride(from.dim[a], to.dim[a]);
    if (!step) return {};
    steps.push_back(*step);
  }
  return steps;
}

Value sized(const ParamSpec& spec, const std::vector<std::int64_t>& sizes) {
  if (spec.type == ParamType::integers) return Value::integers(sizes);
  return Value::integer(sizes.front());
}

// The layer's defaults, and a width, a kernel of 1, the steps and no bias, by name.
std::vector<Value> values_of(const Component& layer, const ProjectionPart& part,
                             std::int64_t width,
                             const std::vector<std::int64_t>& steps) {
  std::vector<Value> values;
  for (const ParamSpec& spec : layer.params) {
    values.push_back(spec.def);
    if (spec.name == part.width) values.back() = Value::integer(width);
    if (spec.name == "bias") values.back() = Value::boolean(false);
    if (steps.empty()) continue;
    const std::vector<std::int64_t> ones(steps.size(), 1);
    if (spec.name == "kernel") values.back() = sized(spec, ones);
    if (spec.name == "stride") values.back() = sized(spec, steps);
  }
  return values;
}

bool same(const Shape& a, const Shape& b) {
  return a.rank == b.rank && std::equal(a.dim, a.dim + a.rank, b.dim);
}

}  // namespace

bool Builder::shortcut(const config::ItemJob& item, std::vector<int>& in) {
  const Shape wanted = shape_of(in[0]), given = shape_of(in[1]);
  if (same(wanted, given)) return true;
  const bool may = item.shortcut == config::ItemJob::Shortcut::project;
  if (may) {
    const int projected = project(item, in[1], wanted);
    if (projected >= 0) in[1] = projected;
    if (projected >= 0 || !believed) return projected >= 0;
  }
  Error error;
  error.code = "E0320";
  error.message = "'" + item.name + "' adds what its layers give, " +
                  to_string(wanted, 1) + ", to what goes around them, " +
                  to_string(given, 1) +
                  (may ? ", and no projection makes them alike"
                       : ", and its projection is forbidden");
  error.place = item.place;
  error.label = "two shapes";
  error.notes = {describe(plan, in[0]), describe(plan, in[1])};
  report(item, std::move(error));
  believed = false;
  return false;
}

int Builder::project(const config::ItemJob& item, int value, const Shape& wanted) {
  const Shape given = shape_of(value);
  const ProjectionPart* part = part_for(given, wanted);
  if (part == nullptr) return -1;
  const bool windowed = part->rank > 2 && part->axis == 1;
  const auto steps = strides(*part, given, wanted);
  const bool alike =
      steps && std::ranges::all_of(*steps, [](auto s) { return s == 1; });
  if (!steps || (!windowed && !alike)) return -1;
  const Component* layer = registry.find(Kind::layer, part->layer);
  if (layer == nullptr) {
    report(item, {"E0412",
                  "no plugin provides '" + std::string(part->layer) +
                      "', of which the projection of '" + item.name + "' is made",
                  item.place,
                  {},
                  {},
                  {},
                  {}});
    believed = false;
    return -1;
  }
  int model = -1;
  if (item.share >= 0) model = projections[static_cast<std::size_t>(item.share)];
  if (item.share >= 0 && model < 0) {
    report(item, {"E0322",
                  "'" + item.name +
                      "' needs a projection, and the residual that it "
                      "shares parameters with has none",
                  item.share_place,
                  {},
                  {},
                  {},
                  {}});
    believed = false;
    return -1;
  }
  const std::vector<Value> values =
      values_of(*layer, *part, wanted.dim[part->axis],
                windowed ? *steps : std::vector<std::int64_t>{});
  projections.back() =
      add_layer({item, item.name + ".projection", *layer, values, model}, {value});
  return projections.back() < 0 ? -1 : last;
}

}  // namespace backplane::plan
