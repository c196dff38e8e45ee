//! Where files are: the config folder, and what decides it; a workspace's folder, the backups.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf, absolute};
use std::{env, io};

use super::craft_lock::DATA_FOLDER;

/// The folders a store works in.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The folder of config.json.
    pub config_dir: PathBuf,
    /// The user's home, for `~` in a workspace's root path.
    pub home: Option<PathBuf>,
    /// This program's state folder; backups live in it.
    pub state_dir: PathBuf,
}

/// Why no paths are found.
#[derive(Debug)]
pub(crate) enum NoPaths {
    /// No folder is named, and there is no home for Craft's own.
    NoHome,
    /// There is no folder for backups.
    NoStateFolder,
    /// The named folder is a file.
    IsFile(PathBuf),
    /// The named folder has no absolute path.
    NotAbsolute(PathBuf, io::Error),
}

impl Paths {
    /// The paths with a config folder that is named, else the one of `CRAFT_CONFIG_DIR`, else
    /// Craft's own in the home.
    ///
    /// # Errors
    /// Which folder there is not.
    pub(crate) fn find(config_dir: Option<PathBuf>) -> Result<Self, NoPaths> {
        let home = dirs::home_dir();
        let from_env =
            || env::var_os("CRAFT_CONFIG_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
        let config_dir = config_dir
            .or_else(from_env)
            .or_else(|| home.as_ref().map(|home| home.join(DATA_FOLDER)))
            .ok_or(NoPaths::NoHome)?;
        let state_dir =
            dirs::state_dir().or_else(dirs::data_local_dir).ok_or(NoPaths::NoStateFolder)?;
        if config_dir.is_file() {
            return Err(NoPaths::IsFile(config_dir));
        }
        // Absolute, so that watching and displaying do not depend on the working folder.
        match absolute(&config_dir) {
            Ok(config_dir) => {
                Ok(Self { config_dir, home, state_dir: state_dir.join("llm-connections") })
            }
            Err(why) => Err(NoPaths::NotAbsolute(config_dir, why)),
        }
    }

    /// Whether the folder is Craft's default.
    pub(crate) fn is_default(&self) -> bool {
        self.home.as_ref().is_some_and(|home| home.join(DATA_FOLDER) == self.config_dir)
    }

    /// The folder that the first save would create, if it is not Craft's usual one: it may be
    /// mistyped.
    pub(crate) fn folder_to_create(&self) -> Option<&Path> {
        let folder = self.config_dir.as_path();
        (!self.is_default() && !folder.exists()).then_some(folder)
    }

    pub fn config(&self) -> PathBuf {
        self.config_dir.join("config.json")
    }

    /// Craft's credentials file: under the home folder, wherever config.json is. None without a
    /// home.
    pub fn credentials(&self) -> Option<PathBuf> {
        let home = self.home.as_ref()?;
        Some(home.join(DATA_FOLDER).join("credentials.enc"))
    }

    /// The folders where a Craft that uses these files holds its lock.
    pub(crate) fn lock_folders(&self) -> Vec<PathBuf> {
        let of_home = self.home.as_ref().map(|home| home.join(DATA_FOLDER));
        let of_home = of_home.filter(|folder| *folder != self.config_dir);
        std::iter::once(self.config_dir.clone()).chain(of_home).collect()
    }

    /// The paths of the home: as named, and with links resolved.
    pub fn homes(&self) -> Vec<PathBuf> {
        let named = self.home.iter().cloned();
        let real = self.home.iter().filter_map(|home| home.canonicalize().ok());
        named.chain(real).collect()
    }

    /// A workspace's own config.json.
    pub(crate) fn workspace_config(&self, root_path: &str) -> PathBuf {
        self.expand(root_path).join("config.json")
    }

    /// A path as Craft reads it: it may begin with `~`, `~/`, `$HOME` or `${HOME}`.
    pub(crate) fn expand(&self, path: &str) -> PathBuf {
        let Some(home) = &self.home else {
            return PathBuf::from(path);
        };
        let rest = ["~", "$HOME", "${HOME}"].iter().find_map(|mark| path.strip_prefix(mark));
        match rest {
            Some("") => home.clone(),
            Some(rest) => {
                rest.strip_prefix('/').map_or_else(|| PathBuf::from(path), |rest| home.join(rest))
            }
            None => PathBuf::from(path),
        }
    }

    /// A path as people write it, with `~` for the home folder.
    pub fn shown(&self, path: &Path) -> String {
        let inside = self.home.as_ref().and_then(|home| path.strip_prefix(home).ok());
        match inside {
            Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
            Some(rest) => format!("~/{}", rest.display()),
            None => path.display().to_string(),
        }
    }

    /// The backup folder of a file: one folder per file, so that files do not crowd out each
    /// other's backups.
    pub fn backups(&self, file: &Path) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        file.hash(&mut hasher);
        let folder = file
            .parent()
            .and_then(Path::file_name)
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        self.state_dir.join("backups").join(format!(
            "{}-{:016x}",
            folder.trim_start_matches('.'),
            hasher.finish()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths() -> Paths {
        Paths { config_dir: "/c".into(), home: Some("/home/me".into()), state_dir: "/state".into() }
    }

    #[test]
    fn root_path_may_start_with_any_spelling_of_the_home_folder() {
        for spelled in ["~/w", "$HOME/w", "${HOME}/w"] {
            assert_eq!(paths().expand(spelled), Path::new("/home/me/w"), "{spelled}");
        }
        assert_eq!(paths().expand("~"), Path::new("/home/me"));
        for other in ["~you/w", "$HOMER/w", "/w", "w"] {
            assert_eq!(paths().expand(other), Path::new(other), "{other}");
        }
    }

    #[test]
    fn a_path_is_shown_with_the_home_as_a_tilde() {
        assert_eq!(
            paths().shown(Path::new("/home/me/.craft-agent/config.json")),
            "~/.craft-agent/config.json"
        );
        assert_eq!(paths().shown(Path::new("/home/meagain/x")), "/home/meagain/x");
    }

    #[test]
    fn two_files_of_the_same_name_have_their_own_backups() {
        assert_ne!(
            paths().backups(Path::new("/a/x/config.json")),
            paths().backups(Path::new("/b/x/config.json"))
        );
    }
}
