//! The sample tree of `--demo`, in a temporary folder that goes with the program.

use std::fs;

use crate::store::Paths;
use crate::system::temporary::Folder;
use crate::vault::{Identity, Machine};

macro_rules! sample {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../assets/demo/", $path)))),*]
    };
}

/// The files of the tree, by their path in it.
const FILES: &[(&str, &[u8])] = sample![
    "craft-agent/config.json",
    "craft-agent/credentials.enc",
    "workspaces/my-workspace/config.json",
    "workspaces/my-workspace/sessions/260103-calm-elk/session.jsonl",
    "workspaces/my-workspace/sessions/260104-brave-owl/session.jsonl",
    "workspaces/my-workspace/sessions/260105-quiet-fox/session.jsonl",
    "workspaces/client-a/config.json",
    "workspaces/client-a/sessions/260101-new-heron/session.jsonl",
    "workspaces/client-a/sessions/260102-swift-hare/session.jsonl",
    "workspaces/client-b/config.json",
    "workspaces/client-b/sessions/260106-bright-heron/session.jsonl",
    "workspaces/client-b/sessions/260107-still-otter/session.jsonl",
    "workspaces/lab/config.json",
    "workspaces/lab/sessions/260108-odd-wren/session.jsonl",
];

/// Craft's folder in a home.
const CRAFT_AGENT: &str = ".craft-agent";

/// The machine that the credentials of the tree are locked to.
pub fn machine() -> Machine {
    Machine::Other(Identity {
        machine_id: Some("the machine of the sample".to_owned()),
        ..Identity::default()
    })
}

/// A copy of the tree. The folder goes when this does.
pub struct Demo(Folder);

/// Puts a copy of the tree into a new temporary folder.
///
/// # Errors
/// When the system would not.
pub fn unpack() -> std::io::Result<Demo> {
    let folder = Folder::new()?;
    for (path, bytes) in FILES {
        // Nothing in the sample is hidden, so that nobody overlooks it; in a home Craft's folder is.
        let path = match path.strip_prefix("craft-agent/") {
            Some(of_craft) => folder.path().join(CRAFT_AGENT).join(of_craft),
            None => folder.path().join(path),
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(Demo(folder))
}

impl Demo {
    /// Where its things are: its own folder is the home, so that not even the backups leave it.
    pub fn paths(&self) -> Paths {
        let home = self.0.path();
        Paths {
            config_dir: home.join(CRAFT_AGENT),
            home: Some(home.to_owned()),
            state_dir: home.join("state"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Contents, Entry, Keys, Vault};
    use serde_json::{Value, json};

    /// What the credentials of the sample are: some that are good, one login that has ended, none for some connections.
    fn credentials() -> Value {
        json!({
            "llm_api_key::anthropic-api": {"value": "sk-ant-sample"},
            "llm_api_key::openrouter": {"value": "sk-or-sample"},
            "llm_api_key::groq": {"value": "gsk_sample"},
            "llm_api_key::mistral-eu": {"value": "sample"},
            "llm_oauth::claude-max": {"value": "sample", "refreshToken": "sample", "expiresAt": 1_767_225_600_000_u64},
            "claude_oauth::global": {"value": "sample", "refreshToken": "sample", "expiresAt": 1_767_225_600_000_u64, "source": "native"},
            "llm_oauth::codex": {"value": "sample", "expiresAt": 1_767_312_000_000_u64},
            "llm_iam::bedrock-iam": {"value": "sample", "awsAccessKeyId": "AKIASAMPLE", "awsRegion": "eu-west-1"},
            "llm_service_account::vertex": {"value": "{}", "gcpProjectId": "craft-demo-421",
                "serviceAccountEmail": "craft@craft-demo-421.iam.gserviceaccount.com"},
            "source_oauth::calendar": {"value": "sample"},
        })
    }

    /// Made anew with `UPDATE_SAMPLE=1 cargo test --lib demo`.
    #[test]
    fn the_credentials_of_the_sample_are_what_they_are_meant_to_be() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/demo/craft-agent/credentials.enc"
        );
        let keys = Keys::of(machine());
        let mut contents = Contents::new(1_760_000_000_000);
        for (key, value) in credentials().as_object().expect("an object") {
            contents.set(key, Some(&Entry::new(value.clone())), 1_760_000_000_000);
        }
        if std::env::var_os("UPDATE_SAMPLE").is_some() {
            let mut vault = Vault::new(0).expect("random bytes");
            vault.contents = contents.clone();
            fs::write(path, vault.seal(&keys).expect("sealed")).expect("written");
        }
        let vault = Vault::open(&fs::read(path).expect("there"), &keys).expect("it opens");
        assert!(vault.contents == contents);
    }
}
