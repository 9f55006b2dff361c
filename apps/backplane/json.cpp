// Errors and metrics as JSON.
#include "json.hpp"

namespace backplane::app {

namespace {

void add_place(Json& json, const Place& place) {
  json["file"] = place.known() ? Json(place.file) : Json(nullptr);
  json["line"] = place.line > 0 ? Json(place.line) : Json(nullptr);
  json["column"] = place.column > 0 ? Json(place.column) : Json(nullptr);
  json["length"] = place.column > 0 ? Json(place.length) : Json(nullptr);
}

Json one_error(const Error& error) {
  Json json{{"code", error.code}, {"message", error.message}};
  add_place(json, error.place);
  json["label"] = error.label;
  json["notes"] = Json::array();
  for (const auto& note : error.notes) {
    Json entry{{"text", note.text}};
    add_place(entry, note.place);
    json["notes"].push_back(std::move(entry));
  }
  json["remarks"] = error.remarks;
  return json;
}

}  // namespace

Json errors_json(const Error& error) {
  auto list = Json::array();
  list.push_back(one_error(error));
  for (const auto& other : error.also) list.push_back(one_error(other));
  return list;
}

Json metrics_json(const std::vector<MetricReport>& metrics) {
  auto json = Json::object();
  for (const auto& metric : metrics)
    json[metric.name] = metric.value ? Json(*metric.value) : Json(metric.text);
  return json;
}

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace backplane::app
