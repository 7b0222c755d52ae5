//! What several parts need of the file system.

use std::fs::File;
use std::io;
use std::path::Path;

/// The directory in which `path` stands.
pub fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the name of `path` durable.
pub fn sync_directory_of(path: &Path) -> io::Result<()> {
    File::open(directory_of(path))?.sync_all()
}
