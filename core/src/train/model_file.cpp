// Metadata as JSON texts, one a key.
#include "train/model_file.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "io/limits.hpp"

namespace backplane::train {
namespace {

using nlohmann::json;

// Every component that the network, its loss and its optimizer came from.
json parts_of(const Experiment& experiment) {
  std::set<const Component*> used;
  for (const plan::NodePlan& node : experiment.plan.nodes) used.insert(node.component);
  for (const plan::HeadPlan& head : experiment.plan.heads) used.insert(head.component);
  used.insert(static_cast<const Component*>(experiment.job.optimizer.part));
  std::map<std::string, json> sorted;
  for (const Component* c : used) {
    json part = {{"kind", name_of(c->kind)},
                 {"id", c->id},
                 {"version", c->version},
                 {"plugin", c->origin.plugin},
                 {"plugin_version", c->origin.version}};
    sorted.emplace(std::string(name_of(c->kind)) + " " + c->id, std::move(part));
  }
  json list = json::array();
  for (auto& [key, part] : sorted) list.push_back(std::move(part));
  return list;
}

json image_of(const data::ImageForm& form) {
  return {{"shape", {form.channels, form.height, form.width}},
          {"fit", data::kFits[static_cast<std::size_t>(form.fit)]},
          {"resize", data::kResizes[static_cast<std::size_t>(form.resize)]}};
}

data::ImageForm form_of(const json& image) {
  const auto dims = image.at("shape").get<std::vector<std::int64_t>>();
  if (dims.size() != 3 || (dims[0] != 1 && dims[0] != 3) || dims[1] < 1 ||
      dims[2] < 1 || dims[1] > io::kMaxImageSide || dims[2] > io::kMaxImageSide)
    throw std::out_of_range("image");
  data::ImageForm form{dims[0], dims[1], dims[2]};
  if (image.at("fit") == data::kFits[1]) form.fit = data::Fit::crop;
  if (image.at("resize") == data::kResizes[1]) form.resize = data::Resize::area;
  return form;
}

json input_of(const data::InputForm& form) {
  const std::vector<std::int64_t> dims(form.shape.dim,
                                       form.shape.dim + form.shape.rank);
  json input = {{"shape", dims}};
  if (!form.name.empty()) input["name"] = form.name;
  if (form.vocab > 0) input["vocab"] = form.vocab;
  if (form.image) input["image"] = image_of(*form.image);
  return input;
}

json target_of(const data::TargetForm& form) {
  const bool labels = form.kind == data::Targets::labels;
  json target = {{"kind", labels ? "labels" : "dense"}};
  if (!form.name.empty()) target["name"] = form.name;
  if (labels)
    target["classes"] = form.classes;
  else
    target["width"] = form.width;
  if (form.label_width != 1) target["label_width"] = form.label_width;
  return target;
}

json sample_of(const data::DataHeader& header, const std::string& source) {
  json sample = {
      {"source", source}, {"inputs", json::array()}, {"targets", json::array()}};
  for (const data::InputForm& form : header.inputs)
    sample["inputs"].push_back(input_of(form));
  for (const data::TargetForm& form : header.targets)
    sample["targets"].push_back(target_of(form));
  if (header.stateful) sample["stateful"] = true;
  return sample;
}

data::InputForm parse_input(const json& input) {
  data::InputForm form;
  form.name = input.value("name", std::string());
  const auto dims = input.at("shape").get<std::vector<std::int64_t>>();
  if (dims.size() >= BACKPLANE_MAX_RANK) throw std::out_of_range("rank");
  form.shape.rank = static_cast<std::uint32_t>(dims.size());
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] < 0 || dims[i] > (std::int64_t{1} << 40))
      throw std::out_of_range("shape");
    form.shape.dim[i] = dims[i];
  }
  if (input.contains("image")) form.image = form_of(input.at("image"));
  form.vocab = input.value("vocab", std::int64_t{0});
  if (form.vocab < 0) throw std::out_of_range("vocab");
  form.shape.dtype = form.vocab > 0 ? BACKPLANE_DT_I32 : BACKPLANE_DT_F32;
  return form;
}

data::TargetForm parse_target(const json& target) {
  data::TargetForm form;
  form.name = target.value("name", std::string());
  form.kind =
      target.at("kind") == "labels" ? data::Targets::labels : data::Targets::dense;
  form.width = target.value("width", std::int64_t{0});
  form.classes = target.value("classes", std::int64_t{-1});
  form.label_width = target.value("label_width", std::int64_t{1});
  if (form.label_width < 1) throw std::out_of_range("label_width");
  return form;
}

data::DataHeader header_of(const json& sample) {
  data::DataHeader header;
  header.inputs.clear();
  header.targets.clear();
  for (const json& input : sample.at("inputs"))
    header.inputs.push_back(parse_input(input));
  for (const json& target : sample.at("targets"))
    header.targets.push_back(parse_target(target));
  if (header.inputs.empty() || header.targets.empty())
    throw std::out_of_range("no inputs or targets");
  header.stateful = sample.value("stateful", false);
  return header;
}

json transforms_of(const std::vector<data::Affine>& affines) {
  json list = json::array();
  for (const data::Affine& affine : affines) list.push_back(data::describe(affine));
  return list;
}

}  // namespace

std::map<std::string, std::string> model_metadata(const Experiment& experiment,
                                                  const data::Dataset& dataset) {
  std::map<std::string, std::string> metadata = {
      {"format", "backplane"},
      {"backplane.version", BACKPLANE_VERSION},
      {"backplane.config",
       config::to_yaml(config::without_paths(experiment.job.resolved))},
      {"backplane.sample",
       sample_of(dataset.header, experiment.job.data.source.id()).dump()},
      {"backplane.transforms", transforms_of(dataset.affines).dump()},
      {"backplane.labels", json(dataset.label_names).dump()},
      {"backplane.parts", parts_of(experiment).dump()}};
  if (dataset.vocabulary != nullptr)
    metadata["backplane.vocabulary"] = data::describe(*dataset.vocabulary);
  return metadata;
}

Result<ModelInfo> parse_model_metadata(
    const std::map<std::string, std::string>& metadata, const std::string& file) {
  const auto bad = [&](const std::string& fact) {
    return Error{"E0650",
                 file + ": " + fact,
                 {},
                 {},
                 {},
                 {"help: a model file is what `backplane train` writes as "
                  "model.safetensors"},
                 {}};
  };
  for (const char* key :
       {"backplane.config", "backplane.sample", "backplane.transforms",
        "backplane.labels", "backplane.parts"})
    if (!metadata.contains(key))
      return bad(std::string("is no Backplane model: its metadata has no '") + key +
                 "'");
  ModelInfo info;
  info.config = metadata.at("backplane.config");
  std::vector<std::string> transforms;
  try {
    const json sample = json::parse(metadata.at("backplane.sample"));
    info.header = header_of(sample);
    info.source = sample.at("source");
    info.label_names = json::parse(metadata.at("backplane.labels"))
                           .get<std::vector<std::vector<std::string>>>();
    info.label_names.resize(info.header.targets.size());
    transforms = json::parse(metadata.at("backplane.transforms"))
                     .get<std::vector<std::string>>();
    for (const json& part : json::parse(metadata.at("backplane.parts")))
      info.parts.push_back(part.at("id").get<std::string>() + " " +
                           part.at("version").get<std::string>() + " from plugin " +
                           part.at("plugin").get<std::string>() + " " +
                           part.at("plugin_version").get<std::string>());
  } catch (const std::exception& e) {
    return bad(std::string("its metadata is damaged: ") + e.what());
  }
  if (transforms.size() != info.header.inputs.size())
    return bad("its transforms do not fit its inputs");
  for (const std::string& text : transforms) {
    auto affine = data::parse_affine(text);
    if (!affine.ok())
      return bad("its transforms are damaged: " + affine.error().message);
    info.affines.push_back(std::move(*affine));
  }
  if (!metadata.contains("backplane.vocabulary")) return info;
  auto vocabulary = data::parse_vocabulary(metadata.at("backplane.vocabulary"));
  if (!vocabulary.ok()) return bad(vocabulary.error().message);
  if (vocabulary->size() != info.header.input().vocab ||
      info.header.input().shape.rank != 1)
    return bad("its vocabulary does not fit its sample");
  info.vocabulary = std::move(*vocabulary);
  return info;
}

}  // namespace backplane::train
