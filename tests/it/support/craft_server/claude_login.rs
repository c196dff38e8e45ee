//! Craft's own sign-in to Claude: one login at a time, for all clients.

use serde_json::{Value, json};

use super::{CraftServer, Fault, State, lock};

/// The code that Claude's page shows, without the state behind it.
pub const CODE: &str = "ac_PLANTED-0123456789";

/// What Craft gets for it.
pub const ACCESS_TOKEN: &str = "sk-ant-oat01-PLANTED0123456789abcdef";
pub const REFRESH_TOKEN: &str = "sk-ant-ort01-PLANTED0123456789abcdef";

/// The login that waits for its code, by its state, and how many there were.
#[derive(Default)]
pub(super) struct ClaudeLogin {
    pending: Option<String>,
    count: usize,
}

impl ClaudeLogin {
    fn start(&mut self) -> String {
        self.count += 1;
        let state = format!("st-{}", self.count);
        self.pending = Some(state.clone());
        state
    }
}

impl CraftServer {
    /// Another client starts a login, which takes the place of the one that waits.
    pub fn start_another_login(&self) {
        lock(&self.state).login.start();
    }

    /// The login that waits is over: its time, or Craft itself.
    pub fn end_login(&self) {
        lock(&self.state).login.pending = None;
    }

    /// The state of the login that waits for its code.
    pub fn pending_login(&self) -> Option<String> {
        lock(&self.state).login.pending.clone()
    }
}

impl State {
    pub(super) fn answer_login(&mut self, channel: &str, arguments: &Value) -> Option<Value> {
        Some(match channel {
            "onboarding:startClaudeOAuth" => {
                let host =
                    if self.fault == Fault::ForeignPage { "claude.example" } else { "claude.ai" };
                let state = self.login.start();
                let address = format!(
                    "https://{host}/oauth/authorize?code=true&client_id=9d1c250a-e61b-44d9-88ed-5944d1962f5e&response_type=code&redirect_uri=https%3A%2F%2Fconsole.anthropic.com%2Foauth%2Fcode%2Fcallback&scope=org%3Acreate_api_key+user%3Aprofile+user%3Ainference&code_challenge=WLpuT1Vqb9nN8x2u0dGYXoGqL5rSx2nqk9QyZk0aXyE&code_challenge_method=S256&state={state}"
                );
                json!({"success": true, "authUrl": address})
            }
            "onboarding:hasClaudeOAuthState" => self.login.pending.is_some().into(),
            "onboarding:clearClaudeOAuthState" => {
                self.login.pending = None;
                json!({"success": true})
            }
            "onboarding:exchangeClaudeCode" => {
                let given = arguments[0].as_str().expect("a code");
                let slug = arguments[1].as_str().expect("a slug");
                let wanted = self.login.pending.as_ref().map(|state| format!("{CODE}#{state}"));
                if wanted.as_deref() != Some(given) {
                    let code = given.split('#').next().unwrap_or_default();
                    let words = format!("Token exchange failed: 400 - Invalid code {code}");
                    return Some(json!({"success": false, "error": words}));
                }
                self.login.pending = None;
                let entry = json!({"value": ACCESS_TOKEN, "refreshToken": REFRESH_TOKEN,
                    "expiresAt": 1_900_000_000_000_u64});
                let mut global = entry.clone();
                global["source"] = "native".into();
                self.set(&format!("llm_oauth::{slug}"), Some(entry));
                self.set("claude_oauth::global", Some(global));
                json!({"success": true, "token": ACCESS_TOKEN})
            }
            _ => return None,
        })
    }

    /// Makes the connection of one of Craft's own slugs, as its set-up does.
    pub(super) fn make_built_in(&self, slug: &str) {
        let mut config = self.config();
        let made = json!({"slug": slug, "name": "Claude Max", "providerType": "anthropic",
            "authType": "oauth", "createdAt": 2, "models": ["claude-opus-4-7"],
            "defaultModel": "claude-opus-4-7"});
        config["llmConnections"].as_array_mut().expect("a list").push(made);
        std::fs::write(&self.config, format!("{config:#}")).expect("written in place");
    }
}
