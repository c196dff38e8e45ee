//! Crush's settings as a shell script, since version 0.88: the commands `provider` and `model` in it.
//! The script is only read. Its conditions are not evaluated, files it sources are not followed, and
//! a command in a value is not run.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::object_in;
use crate::settings::secret::wipe;

/// The most lines of a command: in a script with a quote that never closes, each line would be read
/// once more for each line after it.
const LINES: usize = 100;

/// What the script sets, in the form of crush.json.
pub(super) fn settings(script: &str) -> Value {
    let mut all = json!({"providers": {}, "models": {}});
    for_each_command(script, |words| match *words {
        ["provider", "add", id, ref flags @ ..] => add_provider(&mut all, id, flags),
        ["provider", "remove" | "rm", id] => {
            if let Some(mut removed) = object_in(&mut all, "providers").remove(id) {
                wipe(&mut removed);
            }
        }
        ["model", "add", id, ref flags @ ..] => add_model(&mut all, id, flags),
        ["model", "large", id, ..] => {
            if let Some((provider, model)) = id.split_once('/') {
                all["models"]["large"] = json!({"provider": provider, "model": model});
            }
        }
        _ => {}
    });
    all
}

/// Passes on the words of each command, one for each line; quotes and a backslash join lines. Wipes
/// them, as there may be keys.
fn for_each_command(script: &str, mut take: impl FnMut(&[&str])) {
    let script = Zeroizing::new(script.replace("\r\n", "\n"));
    let (mut start, mut end, mut lines) = (0, 0, 0);
    for line in script.split_inclusive('\n') {
        end += line.len();
        lines += 1;
        if line.trim_end_matches('\n').ends_with('\\') {
            continue;
        }
        let words = shlex::split(&script[start..end]).map(Zeroizing::new);
        // A quote is open, or never closes.
        if words.is_none() && lines < LINES {
            continue;
        }
        if let Some(words) = words {
            take(&words.iter().map(String::as_str).collect::<Vec<_>>());
        }
        (start, lines) = (end, 0);
    }
}

/// The flags with their values; `--extra-header` has two, and its second is no setting here.
fn add_provider(all: &mut Value, id: &str, mut flags: &[&str]) {
    const TEXTS: [(&str, &str); 4] = [
        ("--name", "name"),
        ("--type", "type"),
        ("--base-url", "base_url"),
        ("--api-key", "api_key"),
    ];
    let provider = object_in(&mut all["providers"], id);
    while let [flag, rest @ ..] = flags {
        let (flag, joined) = flag.split_once('=').map_or((*flag, None), |(f, v)| (f, Some(v)));
        let end = rest.iter().position(|word| word.starts_with("--")).unwrap_or(rest.len());
        let value = joined.or_else(|| rest[..end].first().copied());
        let text = value.unwrap_or_default();
        if let Some((_, key)) = TEXTS.iter().find(|(name, _)| *name == flag) {
            if let Some(mut before) = provider.insert((*key).to_owned(), text.into()) {
                wipe(&mut before);
            }
        } else if flag == "--disable" {
            provider.insert("disable".to_owned(), value.is_none_or(is_true).into());
        } else if flag.starts_with("--oauth-") {
            provider.insert("oauth".to_owned(), json!({}));
        } else if flag == "--extra-header" {
            provider.insert("extra_headers".to_owned(), json!({text: ""}));
        }
        flags = &rest[end..];
    }
}

fn add_model(all: &mut Value, id: &str, flags: &[&str]) {
    let Some((provider, model)) = id.split_once('/') else { return };
    let value_of = |flag: &str| {
        let at = flags.iter().position(|it| *it == flag)?;
        flags.get(at + 1).copied()
    };
    let mut described = json!({"id": model});
    if let Some(name) = value_of("--name") {
        described["name"] = name.into();
    }
    if let Some(tokens) = value_of("--context-window").and_then(|it| it.parse::<u64>().ok()) {
        described["context_window"] = tokens.into();
    }
    if let Some(value) =
        value_of("--supports-images").or_else(|| value_of("--supports-attachments"))
    {
        described["supports_attachments"] = is_true(value).into();
    }
    let provider = object_in(&mut all["providers"], provider);
    let models = provider.entry("models").or_insert(json!([]));
    if let Some(models) = models.as_array_mut() {
        models.retain(|other| other["id"] != model);
        models.push(described);
    }
}

fn is_true(value: &str) -> bool {
    matches!(&*value.to_ascii_lowercase(), "true" | "1" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_never_closes_costs_its_own_lines_alone() {
        let open = "# a comment isn't a quote\nMINE='\n".to_owned();
        let script = open + &"echo\n".repeat(50_000) + "provider add mine --name Mine";
        assert_eq!(settings(&script)["providers"]["mine"]["name"], "Mine");
    }

    #[test]
    fn commands_of_the_script_become_settings() {
        let script = "# Mine\nprovider add one --type openai-compat \\\n  --base-url 'https://one.example/v1' \\\n  \
            --api-key \"$ONE_KEY\" --extra-header X \"a b\" --name One\nif true; then\n  \
            model add one/big/x --name \"Big\" --context-window 128000\nfi\nmodel large one/big/x\n\
            provider add two --api-key=k --disable true\nprovider add three --type anthropic\nprovider rm three\n\
            provider add four --oauth-issuer https://a.example\nprovider add five --disable --name Five\noption debug true\n";
        assert_eq!(
            settings(script),
            json!({"providers": {
                "one": {"type": "openai-compat", "base_url": "https://one.example/v1", "api_key": "$ONE_KEY",
                    "extra_headers": {"X": ""}, "name": "One",
                    "models": [{"id": "big/x", "name": "Big", "context_window": 128_000}]},
                "two": {"api_key": "k", "disable": true},
                "four": {"oauth": {}},
                "five": {"disable": true, "name": "Five"},
            }, "models": {"large": {"provider": "one", "model": "big/x"}}})
        );
    }

    #[test]
    fn no_script_breaks_the_reading() {
        for script in [
            "",
            "provider",
            "provider add",
            "model add x",
            "echo 'open",
            "provider add a --name",
            "\\",
        ] {
            let _ = settings(script);
        }
    }
}
