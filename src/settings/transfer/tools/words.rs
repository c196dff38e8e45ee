//! Why something from another program is not imported, and notes on what is.

pub const SIGN_IN: &str = "logins are not imported. Sign in here: L, or the command login.";

pub(crate) const NO_BASE_URL: &str = "it has no base URL.";

pub(crate) const UNKNOWN_WITHOUT_BASE_URL: &str = "unknown provider without a base URL.";

pub(crate) const NO_KEY_AND_NO_BASE_URL: &str = "it has no key and no base URL of its own.";

pub(crate) const NEEDS_AWS_KEY: &str =
    "Craft needs an AWS access key for Amazon Bedrock, not a bearer token.";

pub const ONLY_GOOGLE: &str = "Craft uses only Google's own endpoint for Gemini.";

pub const VERTEX: &str =
    "it uses Google Vertex AI with gcloud's credentials; Craft accepts only an API key there.";

pub const KEY_OF_HELPER: &str = "its key is the output of apiKeyHelper, which is not run.";

pub const KEY_OF_COMMAND: &str = "it is the output of a command, which is not run.";

pub const NO_EXTRA_HEADERS: &str = "Craft sends no extra headers.";

pub const IN_KEYCHAIN: &str = "its login is in the system keychain, which is not read.";

pub const FOUNDRY: &str = "it uses Microsoft Foundry, which Craft can't use for Claude.";

pub const IN_DATABASE: &str = "CC Switch 3.8 and newer keeps its providers in this database, which is not read. Switch one on there, then import it from \
    claude-code or codex; opencode has all that CC Switch manages for it.";

pub(crate) const NO_OBJECT: &str = "not a JSON object.";

pub(crate) const NOTHING_NEW: &str = "nothing new.";

/// The provider is asked in another way than Craft would.
pub fn asks_responses(tool: &str) -> String {
    format!("{tool} uses /responses there; Craft uses /chat/completions.")
}

/// The AWS profile of a provider, which Craft takes from the environment only.
pub fn needs_profile(profile: &str) -> String {
    format!("It uses the AWS profile {profile}. Craft uses the one in AWS_PROFILE.")
}

pub fn turned_off(tool: &str) -> String {
    format!("it is turned off in {tool}.")
}

pub fn no_such_endpoint(kind: &str) -> String {
    format!("Craft has no endpoint of the kind {kind}.")
}

/// Why the key of something imported is not.
pub fn key_not_taken(why: &str) -> String {
    format!("Key not imported: {why}")
}

/// A variable of which only a part is asked for.
pub(crate) fn odd_reference(name: &str) -> String {
    format!("${{{name}…}} is not supported: use ${name}, ${{{name}}} or ${{{name}:-other}}.")
}

pub(crate) const NO_VARIABLE: &str = "it has a $ without a variable's name.";

pub fn missing_variable(name: &str) -> String {
    format!("variable {name} is not set.")
}

pub(crate) fn missing_file(path: &str) -> String {
    format!("file {path} not found.")
}

pub(crate) fn unclosed(mark: &str) -> String {
    format!("unclosed {mark}.")
}

pub(crate) fn not_json(line: usize, column: usize, reason: &str) -> String {
    format!("line {line}, column {column}: {reason}.")
}

/// The parser's own message would quote the file, which may contain a key.
pub(crate) fn not_toml(line: usize, column: usize) -> String {
    format!("line {line}, column {column}: invalid TOML.")
}

/// A sentence prefixed with its subject.
pub fn about(what: &str, sentence: &str) -> String {
    format!("{what}: {sentence}")
}
