// The run folder: made, replaced, put back; nothing foreign touched.
#include "train/run_folder.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "train/folder.hpp"

namespace {

namespace fs = std::filesystem;

using namespace backplane;
using tests::slurp;
using tests::spill;
using train::RunFolder;

void make_old_run(const std::string& path) {
  fs::create_directories(path + "/checkpoints");
  spill(path + "/config.resolved.yaml", "name: old\n");
  spill(path + "/metrics.jsonl", "{}\n");
  spill(path + "/model.safetensors", "old weights");
  spill(path + "/checkpoints/step-00000001.safetensors", "old");
  spill(path + "/checkpoints/best.safetensors", "old");
}

bool is_old_run(const std::string& path) {
  return slurp(path + "/config.resolved.yaml") == "name: old\n" &&
         slurp(path + "/model.safetensors") == "old weights" &&
         slurp(path + "/checkpoints/best.safetensors") == "old";
}

}  // namespace

TEST_CASE("run_folder: a new one holds the configuration", "[train][run_folder]") {
  const tests::Folder folder;
  const std::string path = folder / "runs/a";
  CHECK(RunFolder::check(path, false).ok());
  CHECK_FALSE(fs::exists(folder / "runs"));
  {
    auto run = RunFolder::create(path + "/", false, "name: a\n");
    REQUIRE(run.ok());
    REQUIRE(run->settle().ok());
    CHECK(run->path() == path);
    CHECK(run->read_config().value() == "name: a\n");
    CHECK(fs::is_directory(run->checkpoints()));
  }
  CHECK(slurp(path + "/config.resolved.yaml") == "name: a\n");
  CHECK(RunFolder::open(path).ok());
}

TEST_CASE("run_folder: an empty folder may be filled", "[train][run_folder]") {
  const tests::Folder folder;
  fs::create_directories(folder / "a");
  auto run = RunFolder::create(folder / "a", false, "");
  REQUIRE(run.ok());
  CHECK(run->settle().ok());
}

TEST_CASE("run_folder: an existing run is not touched without overwrite",
          "[train][run_folder][error]") {
  const tests::Folder folder;
  const std::string path = folder / "a";
  make_old_run(path);
  const auto run = RunFolder::create(path, false, "name: new\n");
  REQUIRE_FALSE(run.ok());
  CHECK(run.error().code == "E0610");
  for (const char* way : {"--out", "--overwrite", "backplane resume"})
    CHECK_THAT(run.error().remarks.at(0), Catch::Contains(way));
  CHECK(is_old_run(path));
}

TEST_CASE("run_folder: overwriting replaces the old run when the new one begins",
          "[train][run_folder]") {
  const tests::Folder folder;
  const std::string path = folder / "a";
  make_old_run(path);
  {
    auto run = RunFolder::create(path, true, "name: new\n");
    REQUIRE(run.ok());
    CHECK(is_old_run(path + ".replaced"));
    CHECK_FALSE(fs::exists(run->model()));
    REQUIRE(run->settle().ok());
  }
  CHECK_FALSE(fs::exists(path + ".replaced"));
  CHECK(slurp(path + "/config.resolved.yaml") == "name: new\n");
}

TEST_CASE("run_folder: what never began puts the old run back", "[train][run_folder]") {
  const tests::Folder folder;
  const std::string path = folder / "a";
  SECTION("over an old one") {
    make_old_run(path);
    { REQUIRE(RunFolder::create(path, true, "name: new\n").ok()); }
    CHECK(is_old_run(path));
    CHECK_FALSE(fs::exists(path + ".replaced"));
  }
  SECTION("where nothing was") {
    { REQUIRE(RunFolder::create(path, false, "name: new\n").ok()); }
    CHECK_FALSE(fs::exists(path));
  }
}

TEST_CASE("run_folder: killed while replacing, the old run comes back",
          "[train][run_folder]") {
  const tests::Folder folder;
  const std::string path = folder / "a";
  make_old_run(path + ".replaced");
  SECTION("before the new folder was made") {}
  SECTION("before its configuration was written") {
    fs::create_directories(path + "/checkpoints");
    spill(path + "/.config.resolved.yaml.1.0.tmp", "na");
  }
  CHECK(RunFolder::check(path, false).error().code == "E0610");
  CHECK(RunFolder::open(path).ok());
  CHECK(is_old_run(path));
  CHECK_FALSE(fs::exists(path + ".replaced"));
}

TEST_CASE("run_folder: killed after the new run began, the old one goes later",
          "[train][run_folder]") {
  const tests::Folder folder;
  const std::string path = folder / "a";
  make_old_run(path + ".replaced");
  make_old_run(path);
  spill(path + "/config.resolved.yaml", "name: newer\n");
  CHECK(RunFolder::open(path)->read_config().value() == "name: newer\n");
  auto run = RunFolder::create(path, true, "name: newest\n");
  REQUIRE(run.ok());
  CHECK(slurp(path + ".replaced/config.resolved.yaml") == "name: newer\n");
  REQUIRE(run->settle().ok());
  CHECK_FALSE(fs::exists(path + ".replaced"));
}

TEST_CASE("run_folder: what is not ours is refused, never removed",
          "[train][run_folder][error]") {
  const tests::Folder folder;
  const std::string path = folder / "a";
  const bool overwrite = GENERATE(false, true);
  const auto refused = [&](const std::string& at) {
    const auto run = RunFolder::create(at, overwrite, "name: new\n");
    REQUIRE_FALSE(run.ok());
    return run.error();
  };
  SECTION("a file") {
    spill(path, "text");
    CHECK(refused(path).code == "E0611");
    CHECK(slurp(path) == "text");
  }
  SECTION("a folder that is no run folder") {
    fs::create_directories(path);
    spill(path + "/thesis.tex", "years of work");
    CHECK(refused(path).code == "E0611");
    CHECK(slurp(path + "/thesis.tex") == "years of work");
  }
  SECTION("a run folder with other files in it") {
    make_old_run(path);
    spill(path + "/notes.txt", "mine");
    spill(path + "/checkpoints/notes.txt", "mine");
    const Error error = refused(path);
    CHECK(error.code == (overwrite ? "E0611" : "E0610"));
    if (overwrite)
      CHECK_THAT(error.message, Catch::Contains("checkpoints/notes.txt, notes.txt"));
    CHECK(slurp(path + "/notes.txt") == "mine");
    CHECK(is_old_run(path));
  }
  SECTION("below a file") {
    spill(path, "text");
    CHECK(refused(path + "/b").code == "E0612");
  }
  SECTION("no name") {
    CHECK(refused("").code == "E0612");
  }
  SECTION("a folder that may not be written to") {
    if (::geteuid() == 0) return;  // root may
    fs::create_directories(path);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_exec);
    CHECK(refused(path + "/b").code == "E0612");
    fs::permissions(path, fs::perms::owner_all);
  }
}

TEST_CASE("run_folder: only a run folder can be opened", "[train][run_folder][error]") {
  const tests::Folder folder;
  CHECK(RunFolder::open(folder / "none").error().code == "E0613");
  CHECK(RunFolder::open(folder.path()).error().code == "E0613");
}

TEST_CASE("run_folder: through a link the folder behind it is meant",
          "[train][run_folder]") {
  const tests::Folder folder;
  make_old_run(folder / "real");
  fs::create_directory_symlink(folder / "real", folder / "link");
  auto run = RunFolder::create(folder / "link", true, "name: new\n");
  REQUIRE(run.ok());
  REQUIRE(run->settle().ok());
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(slurp(folder / "real/config.resolved.yaml") == "name: new\n");
}
