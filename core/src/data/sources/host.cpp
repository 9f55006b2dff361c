// host: the application that embeds the runtime gives the samples itself; only their
// form stands in the configuration.
#include "data/source.hpp"

#include "described.hpp"

namespace backplane::data {
namespace {

class Host final : public Source {
 public:
  Host() {
    id = "host";
    summary = "samples that the application hands to a Learner";
    ParamSpec inputs;
    inputs.name = "inputs";
    inputs.type = ParamType::integers;
    inputs.doc = "shape of one sample, as [28, 28]";
    inputs.def = Value::integers({});
    inputs.min = 1;
    inputs.flags = BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED;
    params = {
        inputs,
        within(integer_param("classes", 0, "how many labels; 0: dense targets"), 0,
               1 << 24),
        within(integer_param("outputs", 1, "numbers in a dense target"), 1, 1 << 24),
        within(integer_param("steps", 1, "labels a sample, one a time step"), 1,
               1 << 24),
        within(integer_param("vocab", 0, "the inputs are ids below this; 0: numbers"),
               0, 1 << 24),
        within(integer_param("samples", 1'000'000, "in an epoch: for schedules"), 1)};
  }

  [[nodiscard]] Result<Headers> headers(const config::Bound& bound,
                                        const std::string&) const override {
    Headers headers;
    const std::int64_t vocab = headers.input().vocab = bound["vocab"].i;
    io::ArrayHeader inputs{vocab > 0 ? io::Element::i32 : io::Element::f32,
                           {bound["samples"].i}};
    for (const std::int64_t d : bound["inputs"].is) inputs.shape.push_back(d);
    const std::int64_t classes = bound["classes"].i;
    io::ArrayHeader targets =
        classes > 0 ? io::ArrayHeader{io::Element::i32, {bound["samples"].i}}
                    : io::ArrayHeader{io::Element::f32,
                                      {bound["samples"].i, bound["outputs"].i}};
    TargetFacts& facts = headers.target();
    if (classes > 0) facts.classes = classes;
    facts.many_labels = classes > 0 && bound["steps"].i > 1;
    if (facts.many_labels) targets.shape.push_back(bound["steps"].i);
    headers.train.inputs = {{std::move(inputs), "the application", bound.place}};
    headers.train.targets = {{std::move(targets), "the application", bound.place}};
    return headers;
  }

  [[nodiscard]] Result<Arrays> arrays(const config::Bound& bound, const std::string&,
                                      std::uint64_t) const override {
    return Error{"E0531",
                 "the data of 'host' comes from the application that embeds "
                 "the runtime, not from a file",
                 bound.place,
                 "only a Learner can train on it",
                 {},
                 {},
                 {}};
  }
};

}  // namespace

const Source& host_source() {
  static const Host source;
  return source;
}

}  // namespace backplane::data
