// Images in folders: a folder a class, sorted by name, so that the order is the same on
// every machine.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "data/image_files.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLayout =
    "images stand in a folder a class, and these side by side or in 'train' and 'test'";

// What a folder holds, by name; hidden names are left out.
struct Listing {
  std::vector<std::string> folders, images;
};

Error unreadable(const std::string& folder, const std::error_code& why) {
  if (why == std::errc::no_such_file_or_directory)
    return io::fault("E0501", fmt::format("there is no folder '{}'", folder));
  return io::fault("E0502", fmt::format("cannot read '{}': {}", folder, why.message()));
}

Error other_format(const std::string& file) {
  return io::fault("E0542",
                   fmt::format("'{}' is of a format that is not read here", file),
                   {"convert it to PNG, JPEG, PGM or PPM"});
}

Result<Listing> list(const std::string& folder, Faults& faults) {
  Listing listing;
  std::error_code failed;
  fs::directory_iterator at(folder, failed);
  if (failed) return unreadable(folder, failed);
  for (; at != fs::directory_iterator(); at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with('.')) continue;
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      listing.folders.push_back(name);
      continue;
    }
    const auto kind = io::image_name(name);
    if (kind == io::ImageName::readable) listing.images.push_back(name);
    if (kind == io::ImageName::other_format)
      faults.add(other_format(at->path().string()));
  }
  if (failed) return unreadable(folder, failed);
  std::sort(listing.folders.begin(), listing.folders.end());
  std::sort(listing.images.begin(), listing.images.end());
  return listing;
}

std::string within(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / name).string();
}

bool holds(const std::vector<std::string>& names, const char* name) {
  return std::binary_search(names.begin(), names.end(), name);
}

// One part: the images of each class.
class Finder {
 public:
  explicit Finder(ImageFolder& found) : found_(found) {}

  Outcome split(const std::string& folder) {
    auto root = list(folder, faults_);
    if (!root) return root.error();
    if (!holds(root->folders, "train")) return end(part(folder, *root, found_.train));
    for (const std::string& name : root->folders)
      if (name != "train" && name != "test") unknown_part(within(folder, name));
    for (const std::string& name : root->images) stray(within(folder, name));
    if (auto done = part(within(folder, "train"), found_.train); !done.ok())
      return done;
    if (!holds(root->folders, "test")) return end(Done{});
    return end(part(within(folder, "test"), found_.test));
  }

 private:
  Outcome part(const std::string& folder, ImageSet& set) {
    auto listing = list(folder, faults_);
    if (!listing) return listing.error();
    return part(folder, *listing, set);
  }

  // The training part says which classes there are.
  Outcome part(const std::string& folder, const Listing& listing, ImageSet& set) {
    const bool training = &set == &found_.train;
    for (const std::string& name : listing.images) stray(within(folder, name));
    if (training) found_.classes = listing.folders;
    if (listing.folders.empty()) no_classes(folder);
    for (const std::string& name : listing.folders) {
      const auto& classes = found_.classes;
      const auto at = std::lower_bound(classes.begin(), classes.end(), name);
      if (at == classes.end() || *at != name)
        untrained(within(folder, name));
      else if (auto done = one_class(within(folder, name), at - classes.begin(), set);
               !done.ok())
        return done;
    }
    return Done{};
  }

  Outcome one_class(const std::string& folder, std::ptrdiff_t label, ImageSet& set) {
    auto listing = list(folder, faults_);
    if (!listing) return listing.error();
    for (const std::string& name : listing->folders) nested(within(folder, name));
    if (listing->images.empty() && &set == &found_.train) empty(folder);
    for (const std::string& name : listing->images) {
      set.files.push_back(within(folder, name));
      set.labels.push_back(static_cast<std::int32_t>(label));
    }
    return Done{};
  }

  Outcome end(Outcome done) const {
    if (done.ok() && faults_.any()) return faults_.joined();
    return done;
  }

  void add(std::string message, std::string remark = kLayout) {
    faults_.add(io::fault("E0542", std::move(message), {std::move(remark)}));
  }
  void stray(const std::string& file) {
    add(fmt::format("'{}' stands outside of the classes' folders", file));
  }
  void nested(const std::string& folder) {
    add(fmt::format("'{}' is a folder within a class", folder));
  }
  void empty(const std::string& folder) {
    add(fmt::format("'{}' holds no image", folder),
        "PNG, JPEG, PGM and PPM are read, by the ending of the name");
  }
  void no_classes(const std::string& folder) {
    add(fmt::format("'{}' has no folder for a class", folder));
  }
  void untrained(const std::string& folder) {
    add(fmt::format("'{}' is a class that the training part does not have", folder));
  }
  void unknown_part(const std::string& folder) {
    add(fmt::format("'{}' stands beside 'train', and is not 'test'", folder),
        "'validation: 10%' cuts a part off 'train'; move other images into one of the "
        "two");
  }

  ImageFolder& found_;
  Faults faults_;
};

// Adds the images below `folder`, each as a path from the first one.
Outcome gather(const std::string& folder, const std::string& prefix,
               std::vector<std::string>& found, Faults& faults) {
  auto listing = list(folder, faults);
  if (!listing) return listing.error();
  for (const std::string& name : listing->images) found.push_back(prefix + name);
  for (const std::string& name : listing->folders) {
    // A link may lead back up.
    std::error_code ignored;
    if (fs::is_symlink(within(folder, name), ignored)) continue;
    if (auto done = gather(within(folder, name), prefix + name + "/", found, faults);
        !done.ok())
      return done;
  }
  return Done{};
}

}  // namespace

Result<ImageFolder> find_classes(const std::string& folder) {
  ImageFolder found;
  if (auto done = Finder(found).split(folder); !done.ok()) return done.error();
  return found;
}

Result<std::vector<std::string>> find_images(const std::string& folder) {
  std::vector<std::string> found;
  Faults faults;
  if (auto done = gather(folder, "", found, faults); !done.ok()) return done.error();
  if (faults.any()) return faults.joined();
  if (found.empty())
    return io::fault("E0542", fmt::format("'{}' holds no image", folder),
                     {"PNG, JPEG, PGM and PPM are read, by the ending of the name"});
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace backplane::data
