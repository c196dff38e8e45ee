//! What Craft does to a connection at its next start: some provider types it turns into others, and drops what those do not
//! have.

use serde_json::Value;

use super::connection::Connection;
use super::fields::{Field, field};
use super::provider::{Protocol, Speaks};

/// What a connection is turned into.
#[derive(Debug)]
pub struct Migration {
    /// The provider type to be.
    pub provider: &'static str,
    /// The `piAuthProvider` to be, where it gets one.
    pub upstream: Option<&'static str>,
    /// Whether it gets another name.
    pub renamed: bool,
    /// Fields that it has and loses at once.
    pub drops: Vec<&'static Field>,
    /// Whether its list of models is replaced or filtered by Craft's own catalogue.
    pub models_replaced: bool,
    /// What it has and loses with the first edit made in Craft: labels of fields, and keys that nobody knows.
    pub drops_later: Vec<String>,
}

/// What an `openai` connection loses.
const OPENAI_DROPS: [&str; 3] = ["codexPath", "models", "defaultModel"];

/// What Craft does not write back after an edit of its own.
const UNKNOWN_TO_CRAFT: [&str; 4] = ["awsRegion", "gcpProjectId", "gcpRegion", "codexPath"];

impl Connection {
    /// What Craft turns it into at its next start; none where it leaves it as it is.
    pub fn migration(&self) -> Option<Migration> {
        let (provider, upstream) = self.becomes()?;
        let of_openai = matches!(self.provider_type(), "openai" | "openai_compat");
        let has = |paths: &[&'static str]| -> Vec<&'static Field> {
            let found = paths.iter().filter(|path| self.get(path).is_some());
            found.filter_map(|path| field(path)).collect()
        };
        let drops = if of_openai {
            has(&OPENAI_DROPS)
        } else {
            Vec::new()
        };
        let later = has(&UNKNOWN_TO_CRAFT).into_iter();
        let later = later.filter(|f| !drops.iter().any(|d| d.path == f.path));
        let later = later.map(|f| f.label.to_owned());
        let unknown = self.unknown_keys().map(|(key, _)| key.clone());
        Some(Migration {
            provider,
            upstream,
            renamed: self.provider_type() == "openai",
            models_replaced: provider == "pi" && !of_openai && self.model_ids().next().is_some(),
            drops_later: later.chain(unknown).collect(),
            drops,
        })
    }

    /// The provider type that Craft gives it, and the `piAuthProvider`.
    pub(super) fn becomes(&self) -> Option<(&'static str, Option<&'static str>)> {
        match self.provider_type() {
            "bedrock" => Some(("pi", Some("amazon-bedrock"))),
            "vertex" => Some(("pi", Some("google-vertex"))),
            "anthropic_compat" => Some(("pi_compat", None)),
            "openai" if self.auth_type() == "oauth" => Some(("pi", Some("openai-codex"))),
            "openai" | "openai_compat" => Some(("pi", Some("openai"))),
            "copilot" => Some(("pi", Some("github-copilot"))),
            _ => None,
        }
    }

    /// The changes by which it becomes the one provider type whose endpoint and models Craft leaves alone; none where
    /// another one is needed to reach the same.
    pub fn as_pi_compat(&self) -> Option<Vec<(&'static str, Value)>> {
        let Speaks::Always(protocol) = self.provider()?.speaks else {
            return None;
        };
        let spoken = [Protocol::AnthropicMessages, Protocol::OpenAiCompletions];
        let fits = self.is_compat() && spoken.contains(&protocol);
        fits.then(|| {
            vec![
                ("providerType", "pi_compat".into()),
                ("customEndpoint.api", protocol.name().into()),
            ]
        })
    }
}

impl Migration {
    /// What is going to happen, in sentences.
    pub fn told(&self) -> String {
        let labels = |fields: &[&Field]| {
            let labels: Vec<_> = fields.iter().map(|f| f.label).collect();
            labels.join(", ")
        };
        let mut text = format!("Craft makes it {}", self.provider);
        if let Some(upstream) = self.upstream {
            text = format!("{text} ({upstream})");
        }
        text.push_str(" at its next start");
        if self.renamed {
            text.push_str(", gives it another name");
        }
        if !self.drops.is_empty() {
            text = format!("{text}, and drops: {}", labels(&self.drops));
        }
        text.push('.');
        if self.models_replaced {
            text.push_str(" Its models are then filtered or replaced by Craft's own list.");
        }
        if !self.drops_later.is_empty() {
            let later = self.drops_later.join(", ");
            text = format!("{text} The first edit made in Craft drops: {later}.");
        }
        if self.provider == "pi_compat" && self.drops.is_empty() && self.drops_later.is_empty() {
            text.push_str(" Nothing is lost.");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(connection: Value) -> String {
        let migration = Connection::new(connection).migration();
        migration.map_or_else(|| "stays".to_owned(), |m| m.told())
    }

    #[test]
    fn what_craft_turns_a_connection_into_and_what_that_costs_is_said() {
        assert_eq!(
            told(
                json!({"providerType": "openai", "authType": "oauth", "codexPath": "/x", "defaultModel": "m"})
            ),
            "Craft makes it pi (openai-codex) at its next start, gives it another name, and drops: Codex binary, Default model."
        );
        assert_eq!(
            told(json!({"providerType": "openai_compat", "authType": "none", "models": ["m"]})),
            "Craft makes it pi (openai) at its next start, and drops: Models."
        );
        assert_eq!(
            told(json!({"providerType": "bedrock", "awsRegion": "r", "models": ["m"]})),
            "Craft makes it pi (amazon-bedrock) at its next start. Its models are then filtered or replaced by Craft's own list. \
             The first edit made in Craft drops: AWS region."
        );
        assert_eq!(
            told(json!({"providerType": "anthropic_compat", "teamNote": 1})),
            "Craft makes it pi_compat at its next start. The first edit made in Craft drops: teamNote."
        );
        assert_eq!(
            told(json!({"providerType": "anthropic_compat"})),
            "Craft makes it pi_compat at its next start. Nothing is lost."
        );
        for stays in ["anthropic", "pi", "pi_compat", "later"] {
            assert_eq!(told(json!({"providerType": stays})), "stays");
        }
    }

    #[test]
    fn an_own_endpoint_can_become_the_type_that_craft_leaves_alone() {
        let changes =
            |provider: &str| Connection::new(json!({"providerType": provider})).as_pi_compat();
        let openai = changes("openai_compat").expect("it can");
        assert_eq!(
            openai[1],
            ("customEndpoint.api", json!("openai-completions"))
        );
        assert!(changes("anthropic_compat").is_some());
        assert!(changes("pi_compat").is_none() && changes("bedrock").is_none());
    }
}
