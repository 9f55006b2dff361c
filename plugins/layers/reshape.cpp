// reshape: y = x with the axes of a sample cut anew
#include <string>
#include <vector>

#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::invalid;

struct Reshape {
  std::vector<std::int64_t> shape;

  static constexpr const char* doc =
      "Gives a sample another shape with as many numbers, in the same order, as "
      "PyTorch's reshape; the batch is not written. One axis may be -1: what is left. "
      "Costs nothing: the numbers stay where they are.";
  static constexpr auto params =
      backplane::params(backplane::field(&Reshape::shape, "shape", backplane::required,
                                         {-1, 1 << 30}, "the sample's axes, as [8, -1]")
                            .main());

  void validate() const {
    int open = 0;
    for (const std::int64_t n : shape) {
      if (n == 0)
        throw invalid("shape", "an axis of 'shape' is 0, which holds nothing");
      open += n < 0 ? 1 : 0;
    }
    if (open > 1) throw invalid("shape", "only one axis of 'shape' may be -1");
    if (shape.size() >= BACKPLANE_MAX_RANK)
      throw invalid("shape", "'shape' has " + std::to_string(shape.size()) +
                                 " axes; at most 7 can be served");
  }

  void plan(backplane::sdk::Plan& plan) const {
    const backplane_shape& in = plan.in();
    const std::int64_t elements = backplane::sdk::count(in, 1, in.rank);
    std::int64_t told = 1;
    for (const std::int64_t n : shape)
      if (n > 0 && (told *= n) > elements) break;
    const bool open = std::find(shape.begin(), shape.end(), -1) != shape.end();
    if (told == 0 || (open ? elements % told != 0 : elements != told) ||
        told > elements)
      throw invalid("'reshape' makes " + text() + " of " +
                    backplane::sdk::sample_text(in) + ", which has " +
                    std::to_string(elements) + " numbers");
    backplane_shape out = backplane::sdk::shape(in.dtype, {in.dim[0]});
    for (const std::int64_t n : shape)
      out.dim[out.rank++] = n > 0 ? n : elements / told;
    plan.output(out);
    plan.flags(BACKPLANE_LP_VIEW | BACKPLANE_LP_ROW_LOCAL);
  }

 private:
  [[nodiscard]] std::string text() const {
    std::string words;
    for (const std::int64_t n : shape)
      words += (words.empty() ? "[" : ", ") + std::to_string(n);
    return words.empty() ? "[]" : words + "]";
  }
};

}  // namespace

BACKPLANE_LAYER(Reshape, "reshape", "x in another shape", "1.0.0");
