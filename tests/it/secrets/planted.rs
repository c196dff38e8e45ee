//! Ten thousand generated secrets, planted in every place of a configuration and in every form of a
//! server's echo: nothing that may be shown contains a piece of one.

use llm_connections::settings::redact::{redacted, redacted_text, without_secrets};
use llm_connections::settings::secret::Secret;
use serde_json::{Value, json};

use crate::support::planted::{Random, echo, key, leaks, leaks_in_any_form, opaque};

const CASES: usize = 10_000;

/// Names that indicate a secret, in the spellings of files, headers and variables.
const NAMES: &[&str] = &[
    "apiKey",
    "api_key",
    "API_KEY",
    "apikey1",
    "X-Api-Key",
    "access_token",
    "access_token_v2",
    "accessToken",
    "refreshToken",
    "authToken",
    "token",
    "tokens",
    "pwd",
    "dbPwd",
    "password",
    "passwd",
    "passphrase",
    "creds",
    "awsCreds",
    "credentials",
    "authorization",
    "Authorization",
    "bearer",
    "bearerToken",
    "secret",
    "clientSecret",
    "secretAccessKey",
    "cookie",
    "privateKey",
    "OPENAI_API_KEY",
    "AWS_SESSION_TOKEN",
    "jwt",
];

const PARAMETERS: &[&str] = &[
    "sig",
    "code",
    "key",
    "access_token",
    "api_key",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
    "token",
    "signature",
];

/// A value with a secret under a name, in a URL, or in a text that says what it is.
fn named(random: &mut Random, secret: &str) -> Value {
    let name = *random.of(NAMES);
    let parameter = *random.of(PARAMETERS);
    let upper = name.to_uppercase().replace('-', "_");
    match random.below(20) {
        0 => json!({name: secret}),
        1 => json!({"headers": {name: secret}, "x": 1}),
        2 => json!({"list": [[{name: [secret, {"deep": secret}]}]]}),
        3 => json!({name: {"value": secret}}),
        4 => json!({"baseUrl": format!("https://user:{secret}@host.example/v1")}),
        5 => json!({"baseUrl": format!("https://{secret}@host.example/v1?x=1")}),
        6 => json!({"baseUrl": format!("https://host.example/v1?x=1&{parameter}={secret}&y=2")}),
        7 => json!({"baseUrl": format!("https://host.example/v1#{parameter}={secret}")}),
        8 => json!(format!("{upper}={secret}")),
        9 => json!(format!("export {upper}=\"{secret}\" and more")),
        10 => json!(format!("{{\"{name}\": \"{secret}\", \"x\": 1}}")),
        11 => json!({"nested": json!({name: secret}).to_string()}),
        12 => json!({"args": ["--api-key", secret]}),
        13 => json!(format!("run --token {secret} --verbose")),
        14 => json!({"headers": [{"name": "Authorization", "value": secret}]}),
        15 => json!(format!("curl -H 'Authorization: Bearer {secret}' https://h")),
        16 => json!(format!("user:{secret}@host.example")),
        17 => json!(format!("see https://host.example/?{parameter}={secret}, please")),
        18 => json!(format!("{name}: {secret}")),
        _ => json!({name: format!("Basic {secret}")}),
    }
}

/// A value with a key that only its format gives away.
fn anywhere(random: &mut Random, key: &str) -> Value {
    let half = key.len() / 2;
    match random.below(14) {
        0 => json!({"name": key}),
        1 => json!({"models": ["a", {"id": key, "name": key}]}),
        2 => json!({key: 1}),
        3 => json!({"x": {key: {"y": [key]}}}),
        4 => json!({"slug": key, "defaultModel": key}),
        5 => json!(format!("The key {key} is wrong.")),
        6 => json!(format!("({key}).")),
        7 => json!(format!("key:{key}, again")),
        8 => json!(format!("https://host.example/v1/{key}/models")),
        9 => json!(format!("{}\n  {}", &key[..half], &key[half..])),
        10 => json!(format!("{}\u{200b}{}", &key[..half], &key[half..])),
        11 => json!(format!("\"{key}\"")),
        12 => json!({"customEndpoint": {"api": key}}),
        _ => json!([[key], format!("a{}{key}", '\u{301}')]),
    }
}

#[test]
fn no_piece_of_ten_thousand_secrets_is_left_in_a_value_that_is_shown() {
    let mut random = Random(1);
    for case in 0..CASES {
        let (secret, value) = if case % 2 == 0 {
            let secret = opaque(&mut random);
            let value = named(&mut random, &secret.text);
            (secret, value)
        } else {
            let secret = key(&mut random);
            let value = anywhere(&mut random, &secret.text);
            (secret, value)
        };
        let shown = redacted(&value).to_string();
        assert!(!leaks(&shown, &secret), "case {case}: {value}\n{shown}");
    }
}

#[test]
fn no_piece_of_ten_thousand_keys_that_a_server_echoes_is_left_in_its_words() {
    let mut random = Random(2);
    for case in 0..CASES {
        let secret = if case % 3 == 0 { opaque(&mut random) } else { key(&mut random) };
        let message = format!("The key “{}” is not known here.", echo(&mut random, &secret));
        let known = Secret::new(secret.text.clone());
        let shown = redacted_text(&without_secrets(&message, &[&known], "…"));
        assert!(!leaks_in_any_form(&shown, &secret), "case {case}: {secret:?}\n{message}\n{shown}");
        assert!(
            shown.starts_with("The key “") && shown.ends_with("” is not known here."),
            "case {case}: {secret:?}\n{message}\n{shown}"
        );
    }
}
