//! This person's GitHub tokens from other programs: Copilot's editor plugins, and `gh`. Their
//! existence may be checked at any time; they are read only with the person's consent.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use zeroize::Zeroizing;

use super::{process, programs};
use crate::settings::secret::Secret;

/// The files that Copilot's plugins write, relative to the user's configuration folder.
const FILES: [&str; 2] = ["github-copilot/apps.json", "github-copilot/hosts.json"];

/// The only host with useful tokens: Craft knows no other.
const HOST: &str = "github.com";

/// The size limit of such a file, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// How long `gh` may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Where tokens may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GitHubTokens {
    files: Vec<PathBuf>,
    gh: Option<PathBuf>,
}

impl GitHubTokens {
    /// Finds the existing places without reading them.
    pub(crate) fn find() -> Self {
        let folder = dirs::config_dir();
        let files = FILES.iter().filter_map(|file| Some(folder.as_ref()?.join(file)));
        Self { files: files.filter(|file| file.is_file()).collect(), gh: programs::find("gh") }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.gh.is_none()
    }

    /// The places, for the question whether they may be read.
    pub(crate) fn describe(&self) -> String {
        let files = self.files.iter().map(|file| file.display().to_string());
        let gh = self.gh.as_ref().map(|_| "gh auth token".to_owned());
        files.chain(gh).collect::<Vec<_>>().join(", ")
    }

    /// Reads the tokens, each with its source.
    pub(crate) async fn read(&self) -> Vec<(String, Secret)> {
        let mut tokens: Vec<(String, Secret)> = Vec::new();
        for file in &self.files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let found = tokens_in(file).into_iter();
            tokens.extend(found.map(|token| (format!("your editor ({name})"), token)));
        }
        if let Some(gh) = &self.gh {
            let arguments = ["auth", "token", "--hostname", HOST];
            let ran = process::run(gh, &arguments, Instant::now() + TIMEOUT).await;
            // When not signed in, `gh` prints no token, and its message goes nowhere.
            let out = ran.ok().filter(|ran| ran.status.is_some_and(|status| status.success()));
            let out = out.map(|ran| Zeroizing::new(ran.out));
            let token = out.as_ref().and_then(|out| std::str::from_utf8(out).ok()).map(str::trim);
            let token = token.filter(|token| !token.is_empty());
            tokens.extend(token.map(|token| ("gh".to_owned(), Secret::new(token.to_owned()))));
        }
        // Both files may have the same account.
        let mut kept: Vec<(String, Secret)> = Vec::new();
        for (from, token) in tokens {
            if kept.iter().all(|(_, other)| *other != token) {
                kept.push((from, token));
            }
        }
        kept
    }
}

/// The tokens for github.com in one of the files: objects keyed by host, or by host and app.
fn tokens_in(file: &Path) -> Vec<Secret> {
    let is_small =
        fs::metadata(file).is_ok_and(|about| about.is_file() && about.len() <= MAX_BYTES);
    let text = is_small.then(|| fs::read_to_string(file).ok()).flatten().map(Zeroizing::new);
    let root: Value = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let Value::Object(root) = root else {
        return Vec::new();
    };
    let entries = root.into_iter().filter(|(key, _)| key.split(':').next() == Some(HOST));
    let tokens = entries.filter_map(|(_, mut entry)| match entry.get_mut("oauth_token")?.take() {
        Value::String(token) if !token.is_empty() => Some(Secret::new(token)),
        _ => None,
    });
    tokens.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_github_are_found_in_both_forms_and_those_of_other_hosts_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("apps.json");
        let of = |text: &str| {
            fs::write(&file, text).expect("written");
            let tokens = tokens_in(&file);
            tokens.iter().map(|token| token.expose().to_owned()).collect::<Vec<_>>()
        };
        let apps = r#"{"github.com:Iv1.x": {"user": "a", "oauth_token": "ghu_1"}, "ghe.example:Iv1.x": {"oauth_token": "ghu_2"}}"#;
        assert_eq!(of(apps), ["ghu_1"]);
        assert_eq!(of(r#"{"github.com": {"oauth_token": "gho_3"}}"#), ["gho_3"]);
        for nothing in ["", "[]", r#"{"github.com": 7}"#, r#"{"github.com": {"oauth_token": ""}}"#]
        {
            assert_eq!(of(nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    #[test]
    fn token_program_runs_without_a_shell() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let echo = programs::find("echo").expect("a program of every system");
        let found = GitHubTokens { files: Vec::new(), gh: Some(echo) };
        let tokens = runtime.expect("a runtime").block_on(found.read());
        assert_eq!(tokens.len(), 1);
        assert_eq!(tokens[0].1.expose(), "auth token --hostname github.com");
    }
}
