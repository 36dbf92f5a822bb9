//! A Vulkan driver for the native GPU tests.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::apt;

/// Makes sure that a driver is installed; macOS and Windows bring their own interfaces.
pub fn make_sure() -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") || has_driver() {
        return Ok(());
    }
    if apt::can_install() {
        apt::install(&["mesa-vulkan-drivers", "libvulkan1"])?;
    }
    if has_driver() {
        return Ok(());
    }
    bail!(
        "GPU tests need a Vulkan driver: install your card's, \
         or a software one (`apt-get install mesa-vulkan-drivers`)"
    )
}

fn has_driver() -> bool {
    let chosen = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
    chosen.iter().any(|name| std::env::var_os(name).is_some())
        || folders().iter().any(|folder| lists_driver(folder))
}

fn folders() -> Vec<PathBuf> {
    let system = ["/etc", "/usr/share", "/usr/local/share", "/usr/local/etc"];
    let mut roots: Vec<PathBuf> = system.iter().map(PathBuf::from).collect();
    if let Some(more) = std::env::var_os("XDG_DATA_DIRS") {
        roots.extend(std::env::split_paths(&more));
    }
    if let Some(home) = std::env::home_dir() {
        roots.push(home.join(".local/share"));
    }
    roots
        .into_iter()
        .map(|root| root.join("vulkan/icd.d"))
        .collect()
}

fn lists_driver(folder: &Path) -> bool {
    let Ok(files) = std::fs::read_dir(folder) else {
        return false;
    };
    files.flatten().any(|file| {
        file.path()
            .extension()
            .is_some_and(|ending| ending == "json")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_lists_a_driver_by_its_json() {
        let folder = std::env::temp_dir().join(format!("soupcon-icd-{}", std::process::id()));
        assert!(!lists_driver(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("readme.txt"), "").unwrap();
        assert!(!lists_driver(&folder));
        std::fs::write(folder.join("card.json"), "{}").unwrap();
        assert!(lists_driver(&folder));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
