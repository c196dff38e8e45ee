//! Which credentials this environment provides, for connections that take theirs from it.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use crate::settings::craft::server::ServerVariables;
use crate::settings::credential::environment::{CredentialSource, Environment, all};
use crate::settings::secret::Secret;

/// Finds the available credential sources: non-empty variables, if those of this process apply, and
/// files under the home. The values themselves are not stored.
pub(crate) fn inspect(home: Option<&Path>, with_variables: bool) -> Environment {
    let variables = env::vars_os().filter(|_| with_variables);
    found(variables, |file| home.is_some_and(|home| home.join(file).is_file()))
}

/// Whether a variable is set and not empty.
pub(crate) fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// The exact text of a variable; None if that is empty.
pub(crate) fn exact_variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
}

/// The text of a variable without surrounding white space; none when that is empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    let text = env::var(name).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The variables that configure clients of a Craft server.
pub(crate) fn server_variables() -> ServerVariables {
    ServerVariables {
        url: variable("CRAFT_SERVER_URL"),
        token: variable("CRAFT_SERVER_TOKEN").map(Secret::new),
    }
}

/// As [`inspect`], with given variables and a caller that looks up files under the home.
fn found(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    is_file: impl Fn(&str) -> bool,
) -> Environment {
    let set = variables.into_iter().filter(|(_, value)| !value.is_empty());
    // A name that is not UTF-8 is not a key either.
    let names = set.filter_map(|(name, _)| name.into_string().ok());
    let is_there = |source: &CredentialSource| match source {
        CredentialSource::Variable(_) => false,
        CredentialSource::File(path) => is_file(path.trim_start_matches("~/")),
    };
    Environment::of(all().filter(is_there)).with_variables(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const VALUE: &str = "gsk_planted-value";

    fn groq_alone() -> [(OsString, OsString); 2] {
        [("GROQ_API_KEY".into(), VALUE.into()), ("XAI_API_KEY".into(), OsString::new())]
    }

    #[test]
    fn a_variable_counts_when_it_is_set_and_not_empty() {
        let environment = found(groq_alone(), |_| false);
        assert_eq!(environment, Environment::of([CredentialSource::Variable("GROQ_API_KEY")]));
    }

    #[test]
    fn no_value_is_kept() {
        let environment = found(groq_alone(), |_| false);
        let shown = format!("{environment:?}");
        assert!(shown.contains("GROQ_API_KEY"), "{shown}");
        assert!(!shown.contains(VALUE), "{shown}");
    }

    #[test]
    fn file_counts_only_under_the_home() {
        let home = tempfile::tempdir().expect("a folder");
        let aws = home.path().join(".aws");
        // A folder of that name is not a credentials file.
        fs::create_dir_all(aws.join("config")).expect("made");
        fs::write(aws.join("credentials"), VALUE).expect("written");
        let environment = inspect(Some(home.path()), true);
        let files: Vec<_> = all()
            .filter(|source| matches!(source, CredentialSource::File(_)))
            .filter(|source| format!("{environment:?}").contains(source.name()))
            .collect();
        assert_eq!(files, [CredentialSource::File("~/.aws/credentials")]);
        assert!(!format!("{environment:?}").contains(VALUE));
    }

    #[test]
    fn without_a_home_there_are_no_files() {
        assert!(!format!("{:?}", inspect(None, true)).contains("~/"));
    }
}
