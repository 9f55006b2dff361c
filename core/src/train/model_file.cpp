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
  used.insert(experiment.plan.loss_component);
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

json sample_of(const data::DataHeader& header, const std::string& source) {
  std::vector<std::int64_t> dims(header.input.dim,
                                 header.input.dim + header.input.rank);
  json sample = {
      {"source", source},
      {"shape", dims},
      {"targets", header.targets == data::Targets::labels ? "labels" : "dense"},
      {"target_width", header.target_width},
      {"classes", header.classes}};
  if (header.label_width != 1) sample["label_width"] = header.label_width;
  if (header.vocab > 0) sample["vocab"] = header.vocab;
  if (header.stateful) sample["stateful"] = true;
  if (header.image) sample["image"] = image_of(*header.image);
  return sample;
}

data::DataHeader header_of(const json& sample) {
  data::DataHeader header;
  const auto dims = sample.at("shape").get<std::vector<std::int64_t>>();
  if (dims.size() >= BACKPLANE_MAX_RANK) throw std::out_of_range("rank");
  header.input.rank = static_cast<std::uint32_t>(dims.size());
  header.input.dtype = BACKPLANE_DT_F32;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] < 0 || dims[i] > (std::int64_t{1} << 40))
      throw std::out_of_range("shape");
    header.input.dim[i] = dims[i];
  }
  header.targets =
      sample.at("targets") == "labels" ? data::Targets::labels : data::Targets::dense;
  header.target_width = sample.at("target_width");
  header.classes = sample.at("classes");
  if (sample.contains("image")) header.image = form_of(sample.at("image"));
  header.label_width = sample.value("label_width", std::int64_t{1});
  header.vocab = sample.value("vocab", std::int64_t{0});
  header.stateful = sample.value("stateful", false);
  if (header.label_width < 1 || header.vocab < 0) throw std::out_of_range("sizes");
  if (header.vocab > 0) header.input.dtype = BACKPLANE_DT_I32;
  return header;
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
      {"backplane.transforms", data::describe(dataset.affine)},
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
  try {
    const json sample = json::parse(metadata.at("backplane.sample"));
    info.header = header_of(sample);
    info.source = sample.at("source");
    info.label_names =
        json::parse(metadata.at("backplane.labels")).get<std::vector<std::string>>();
    for (const json& part : json::parse(metadata.at("backplane.parts")))
      info.parts.push_back(part.at("id").get<std::string>() + " " +
                           part.at("version").get<std::string>() + " from plugin " +
                           part.at("plugin").get<std::string>() + " " +
                           part.at("plugin_version").get<std::string>());
  } catch (const std::exception& e) {
    return bad(std::string("its metadata is damaged: ") + e.what());
  }
  auto affine = data::parse_affine(metadata.at("backplane.transforms"));
  if (!affine.ok()) return bad("its transforms are damaged: " + affine.error().message);
  info.affine = std::move(*affine);
  if (!metadata.contains("backplane.vocabulary")) return info;
  auto vocabulary = data::parse_vocabulary(metadata.at("backplane.vocabulary"));
  if (!vocabulary.ok()) return bad(vocabulary.error().message);
  if (vocabulary->size() != info.header.vocab || info.header.input.rank != 1)
    return bad("its vocabulary does not fit its sample");
  info.vocabulary = std::move(*vocabulary);
  return info;
}

}  // namespace backplane::train
