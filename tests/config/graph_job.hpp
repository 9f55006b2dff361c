#pragma once
// A job that is a model and little else, and its flat items in words.

#include <string>

#include "config/fake_registry.hpp"

namespace backplane::test {

inline ReadJob graph_job(const std::string& model) {
  return ReadJob("data: {toy: xor}\nloss: mse\noptimizer: sgd\nmodel:\n" + model);
}

/// "dense0(input) residual0:add(dense0, input)": names, parts where the name does not
/// say them, and what each takes.
inline std::string flat(const config::Job& job) {
  std::string text;
  const auto name = [&](int item) {
    return item < 0 ? "input" : job.model[static_cast<std::size_t>(item)].name;
  };
  for (const config::ItemJob& item : job.model) {
    text += (text.empty() ? "" : " ") + item.name;
    const std::string last = item.name.substr(item.name.rfind('.') + 1);
    const std::string part = item.part.part != nullptr ? item.part.id() : "?";
    if (last.rfind(part, 0) != 0) text += ":" + part;
    text += "(";
    for (std::size_t i = 0; i < item.in.size(); ++i)
      text += (i > 0 ? ", " : "") + name(item.in[i]);
    text += ")";
  }
  return text;
}

/// The same, or a failed test that shows the errors.
inline std::string flat(const std::string& model) {
  const ReadJob read = graph_job(model);
  INFO(read.errors());
  REQUIRE(read.diagnostics.ok());
  return flat(read.job);
}

/// What the resolved file of a model says of it when it is read again.
inline std::string again(const std::string& model) {
  const ReadJob first = graph_job(model);
  INFO(first.errors());
  REQUIRE(first.diagnostics.ok());
  const std::string text = to_yaml(first.job.resolved);
  INFO(text);
  const ReadJob second(text);
  INFO(second.errors());
  REQUIRE(second.diagnostics.ok());
  CHECK(to_yaml(second.job.resolved) == text);
  REQUIRE(second.job.model.size() == first.job.model.size());
  for (std::size_t i = 0; i < first.job.model.size(); ++i) {
    const config::ItemJob &a = first.job.model[i], &b = second.job.model[i];
    CAPTURE(a.name);
    CHECK(a.name == b.name);
    CHECK(a.in == b.in);
    CHECK(a.share == b.share);
    CHECK(a.freeze == b.freeze);
    CHECK(a.lr_factor == b.lr_factor);
    CHECK(a.shortcut == b.shortcut);
    CHECK(a.part.part->id == b.part.part->id);
  }
  return flat(second.job);
}

}  // namespace backplane::test
