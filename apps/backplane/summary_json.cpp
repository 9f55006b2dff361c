// The fields of a summary, by the names a reader of the table knows.
#include "summary_json.hpp"

namespace backplane::app {

Json summary_json(const Summary& summary) {
  Json json{{"name", summary.name},
            {"precision", summary.precision},
            {"loss", summary.loss},
            {"optimizer", summary.optimizer},
            {"parameters", summary.parameters},
            {"frozen", summary.frozen},
            {"multiply_adds", summary.multiply_adds},
            {"batch", summary.batch},
            {"examples",
             {{"train", summary.train},
              {"validation", summary.validation},
              {"test", summary.test}}},
            {"steps_per_epoch", summary.steps_per_epoch},
            {"total_steps", summary.total_steps},
            {"memory",
             {{"weights", summary.weights},
              {"slots", summary.slots},
              {"averages", summary.averages},
              {"activations", summary.activations},
              {"gradients", summary.gradients},
              {"saved", summary.saved},
              {"scratch", summary.scratch},
              {"total", summary.total}}}};
  json["layers"] = Json::array();
  for (const auto& row : summary.rows)
    json["layers"].push_back({{"name", row.name},
                              {"part", row.part},
                              {"shape", row.shape},
                              {"parameters", row.parameters},
                              {"multiply_adds", row.multiply_adds},
                              {"shared", row.shared}});
  json["tensors"] = Json::array();
  for (const auto& tensor : summary.tensors)
    json["tensors"].push_back({{"name", tensor.name},
                               {"shape", tensor.shape},
                               {"init", tensor.init},
                               {"count", tensor.count},
                               {"trainable", tensor.trainable}});
  return json;
}

}  // namespace backplane::app
