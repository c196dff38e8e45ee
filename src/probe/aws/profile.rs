//! Reads the profile files as AWS's own tools do: a profile's credentials, region and endpoint
//! override.

use std::path::PathBuf;

use ini::{Ini, Properties};

use crate::system::environment::variable;

/// The profile files, each with the variable that overrides its path.
const CONFIG: (&str, &str) = ("AWS_CONFIG_FILE", "~/.aws/config");
const CREDENTIALS: (&str, &str) = ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");

/// The variable that selects a profile.
pub(super) const PROFILE_VARIABLE: &str = "AWS_PROFILE";

const DEFAULT: &str = "default";

/// The profiles of both files.
pub(super) struct Profiles {
    config: Option<Ini>,
    credentials: Option<Ini>,
}

#[derive(Clone, Copy)]
pub(super) struct Profile<'a> {
    config: Option<&'a Properties>,
    credentials: Option<&'a Properties>,
}

/// A login, either shared by profiles or defined in one of them.
#[derive(Clone, Debug)]
pub(super) struct Sso {
    /// The file name of the cached token is derived from this.
    pub cached_as: String,
    /// Whether profiles share it, which allows a renewal without the browser.
    pub is_shared: bool,
    pub region: String,
    pub account: String,
    pub role: String,
}

impl Profiles {
    pub(super) fn read() -> Self {
        Self { config: read(CONFIG), credentials: read(CREDENTIALS) }
    }

    /// The name of the profile that the environment selects.
    pub(super) fn chosen() -> String {
        variable(PROFILE_VARIABLE).unwrap_or_else(|| DEFAULT.to_owned())
    }

    pub(super) fn get(&self, name: &str) -> Option<Profile<'_>> {
        let config = self.config.as_ref().and_then(|file| {
            let long = file.section(Some(format!("profile {name}")));
            if name == DEFAULT { file.section(Some(name)).or(long) } else { long }
        });
        let credentials = self.credentials.as_ref().and_then(|file| file.section(Some(name)));
        (config.is_some() || credentials.is_some()).then_some(Profile { config, credentials })
    }

    pub(super) fn names(&self) -> Vec<String> {
        let of_config = self.config.iter().flat_map(Ini::sections).flatten();
        let of_config = of_config.filter_map(|name| match name {
            DEFAULT => Some(name),
            _ => name.strip_prefix("profile "),
        });
        let of_credentials = self.credentials.iter().flat_map(Ini::sections).flatten();
        let mut names: Vec<String> = of_config.chain(of_credentials).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The profile's login; none if it has none, or if required keys are missing.
    pub(super) fn sso(&self, profile: Profile<'_>) -> Option<Sso> {
        let of_profile = |key| profile.get(key);
        let (cached_as, region) = match of_profile("sso_session") {
            Some(name) => {
                let section = format!("sso-session {name}");
                let session = self.config.as_ref()?.section(Some(section))?;
                (name, session.get("sso_region")?)
            }
            None => (of_profile("sso_start_url")?, of_profile("sso_region")?),
        };
        Some(Sso {
            cached_as: cached_as.to_owned(),
            is_shared: of_profile("sso_session").is_some(),
            region: region.to_owned(),
            account: of_profile("sso_account_id")?.to_owned(),
            role: of_profile("sso_role_name")?.to_owned(),
        })
    }
}

impl<'a> Profile<'a> {
    /// A value; the credentials file takes precedence.
    pub(super) fn get(self, key: &str) -> Option<&'a str> {
        let found = [self.credentials, self.config].into_iter().flatten();
        let mut found = found.filter_map(|section| section.get(key)).map(str::trim);
        found.find(|value| !value.is_empty())
    }

    pub(super) fn is_true(self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

fn read((name, usual): (&str, &str)) -> Option<Ini> {
    let path = variable(name).unwrap_or_else(|| usual.to_owned());
    let path = match path.strip_prefix("~/") {
        Some(rest) => dirs::home_dir()?.join(rest),
        None => PathBuf::from(path),
    };
    Ini::load_from_file_noescape(path).ok()
}
