// backplane predict MODEL INPUTS...: classes and probabilities, as CSV or NPY.
#include <algorithm>
#include <filesystem>

#include "backplane/model.hpp"
#include "json.hpp"
#include "model_file.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string model, out, format, output;
  std::vector<std::string> inputs;
  bool probabilities = false;
};

Json predictions_json(const Predictions& found) {
  Json json{{"rows", found.rows}, {"columns", found.columns}};
  if (!found.classes.empty()) json["classes"] = found.classes;
  if (!found.labels.empty()) json["labels"] = found.labels;
  if (!found.names.empty()) json["files"] = found.names;
  if (found.columns > 0) json["values"] = found.values;
  return json;
}

// One output as it is, several by name.
Json predictions_json(const std::vector<Predictions>& all) {
  Json json{{"ok", true}};
  if (all.size() == 1) {
    json.update(predictions_json(all.front()));
    return json;
  }
  for (const Predictions& found : all)
    json["outputs"][found.output] = predictions_json(found);
  return json;
}

bool is_npy(const Arguments& given) {
  if (!given.format.empty()) return given.format == "npy";
  return given.out.ends_with(".npy");
}

Error npy_needs_file() {
  Error error;
  error.code = "E0813";
  error.message = "--format npy needs a file: it is no text for a screen";
  error.remarks = {"add --out FILE.npy"};
  return error;
}

// "image=x.npy" names the input; a file that is called so does not.
InputFile input_file(const std::string& word) {
  std::error_code ignored;
  const auto sign = word.find('=');
  if (sign == std::string::npos || word.find('/') < sign ||
      std::filesystem::exists(word, ignored))
    return {"", word};
  return {word.substr(0, sign), word.substr(sign + 1)};
}

// The outputs that were asked for, which can stand in one table or array.
Outcome choose(const Arguments& given, std::vector<Predictions>& all) {
  std::string known;
  for (const Predictions& p : all) known += (known.empty() ? "" : ", ") + p.output;
  Error error;
  error.code = "E0656";
  error.remarks = {"the outputs: " + known + "; choose one with --output"};
  if (!given.output.empty()) {
    std::erase_if(all, [&](const Predictions& p) { return p.output != given.output; });
    error.message = "the model has no output '" + given.output + "'";
    if (all.empty()) return error;
  }
  const bool alike = std::ranges::all_of(
      all, [&](const Predictions& p) { return p.steps == all.front().steps; });
  error.message = "the outputs have different numbers of steps a sample";
  if (!alike) return error;
  error.message = "an array holds one output, and the model has several";
  if (is_npy(given) && all.size() > 1) return error;
  return Done{};
}

void leave_classes_alone(std::vector<Predictions>& all) {
  for (Predictions& found : all) {
    if (found.classes.empty()) continue;
    found.columns = 0;
    found.values.clear();
  }
}

int write(Session& session, const Arguments& given,
          const std::vector<Predictions>& all) {
  auto& console = session.console;
  const auto done = is_npy(given)
                        ? write_predictions(all.front(), given.out, TableFormat::npy)
                        : write_table(all, given.out);
  if (!done) return console.fail(done.error(), count_of(done.error()) + ".");
  const auto rows = all.front().rows;
  if (console.json())
    console.write(dump(Json{{"ok", true}, {"rows", rows}, {"out", given.out}}));
  else if (console.talks())
    console.print("wrote {} ({} rows)\n", given.out, grouped(rows));
  return kGood;
}

int predict(Session& session, const Arguments& given) {
  auto& console = session.console;
  if (is_npy(given) && given.out.empty()) {
    console.fail(npy_needs_file());
    return kWrongUsage;
  }
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  std::vector<InputFile> files;
  for (const std::string& word : given.inputs) files.push_back(input_file(word));
  auto found = predict_files(*runtime, model_file(given.model), files);
  if (!found) return console.fail(found.error(), count_of(found.error()) + ".");
  if (const auto done = choose(given, *found); !done)
    return console.fail(done.error(), count_of(done.error()) + ".");
  if (!given.probabilities && !is_npy(given)) leave_classes_alone(*found);
  if (!given.out.empty()) return write(session, given, *found);
  if (console.json())
    console.write(dump(predictions_json(*found)));
  else
    console.write(to_csv(*found));
  return kGood;
}

}  // namespace

void add_predict(CommandLine& line) {
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add("predict", "Predict with a trained model", Needs::parts,
                       [given](Session& session) { return predict(session, *given); });
  verb.positional("MODEL", given->model, "A run folder or a model file");
  verb.positionals("INPUTS", given->inputs,
                   "An IDX or NPY file (.gz too), an image, or a folder of them; of "
                   "several inputs each as NAME=FILE");
  verb.option("--out", given->out, "FILE", "Write here instead of to the screen");
  verb.option("--output", given->output, "NAME", "One of the model's outputs [all]");
  verb.choice("--format", given->format, {"csv", "npy"},
              "csv or npy [by the file's name]");
  verb.flag("--probabilities", given->probabilities,
            "A column of probabilities for each class too");
}

}  // namespace backplane::app
