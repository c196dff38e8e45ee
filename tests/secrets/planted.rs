//! Ten thousand generated secrets, planted in every place of a configuration and in every form of a server's echo: what may be
//! shown holds no piece of one.

use llm_connections::settings::redact::{redacted, redacted_text, without_secrets};
use llm_connections::settings::secret::Secret;
use serde_json::{Value, json};

use super::planted_secrets::{Planted, Random, key, leaks, opaque};

const CASES: usize = 10_000;

/// Names that mean a secret, in the spellings of files, headers and variables.
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

/// A value in which a secret stands under a name, in an address, or in a text that says what it is.
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
        15 => json!(format!(
            "curl -H 'Authorization: Bearer {secret}' https://h"
        )),
        16 => json!(format!("user:{secret}@host.example")),
        17 => json!(format!(
            "see https://host.example/?{parameter}={secret}, please"
        )),
        18 => json!(format!("{name}: {secret}")),
        _ => json!({name: format!("Basic {secret}")}),
    }
}

/// A value in which a key stands that only its look gives away.
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

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        let digit = |n: usize| char::from(ALPHABET[(bits >> (18 - 6 * n) & 63) as usize]);
        (0..4)
            .map(move |n| if n <= three.len() { digit(n) } else { '=' })
            .collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// What a server may make of a key that it repeats.
fn echo(random: &mut Random, secret: &Planted) -> String {
    let text = &secret.text;
    let at = secret.public + random.below(text.len() - secret.public);
    let each = |form: &dyn Fn(u8) -> String| text.bytes().map(form).collect::<String>();
    match random.below(20) {
        0 => text.clone(),
        1 => text[secret.public..].to_owned(),
        2 => text.to_uppercase(),
        3 => text.to_lowercase(),
        4 => each(&|c| format!("%{c:02X}")),
        5 => each(&|c| format!("%25{c:02x}")),
        6 => text.replace('-', "%2D").replace('_', "%5f"),
        7 => each(&|c| format!("\\u{c:04x}")),
        8 => each(&|c| format!("&#{c};")),
        9 => each(&|c| format!("&#x{c:x};")),
        10 => base64(text.as_bytes()),
        11 => base64(format!("user:{text}").as_bytes()),
        12 => base64(format!("{text}:").as_bytes())
            .replace('+', "-")
            .replace('/', "_"),
        13 => each(&|c| format!("{c:02x}")),
        14 => each(&|c| format!("{} ", char::from(c))),
        15 => format!("{} {}", &text[..at], &text[at..]),
        16 => format!("{}\r\n    {}", &text[..at], &text[at..]),
        17 => format!("Bearer {text}"),
        18 => json!({"error": {"message": format!("no {text}")}}).to_string(),
        _ => text[..text.len() - (text.len() - secret.public) / 4].to_owned(),
    }
}

/// Whether a piece of a secret stands in a text, in the forms above too.
fn leaks_in_any_form(text: &str, secret: &Planted) -> bool {
    let forms = [
        secret.text.clone(),
        base64(secret.text.as_bytes()),
        base64(format!("x{}", secret.text).as_bytes()),
        base64(format!("xx{}", secret.text).as_bytes()),
        secret.text.bytes().map(|c| format!("{c:02x}")).collect(),
    ];
    let scale = [1, 2, 2, 2, 2];
    forms.into_iter().zip(scale).any(|(text_of_form, scale)| {
        let public = (secret.public * scale + 4 * (scale - 1)).min(text_of_form.len() - 4);
        let of_form = Planted {
            text: text_of_form[..text_of_form.len() - 4 * (scale - 1)].to_owned(),
            public,
        };
        leaks(text, &of_form)
    })
}

#[test]
fn no_piece_of_ten_thousand_keys_that_a_server_echoes_is_left_in_its_words() {
    let mut random = Random(2);
    for case in 0..CASES {
        let secret = if case % 3 == 0 {
            opaque(&mut random)
        } else {
            key(&mut random)
        };
        let said = format!(
            "The key “{}” is not known here.",
            echo(&mut random, &secret)
        );
        let known = Secret::new(secret.text.clone());
        let shown = redacted_text(&without_secrets(&said, &[&known], "…"));
        assert!(
            !leaks_in_any_form(&shown, &secret),
            "case {case}: {secret:?}\n{said}\n{shown}"
        );
        assert!(
            shown.starts_with("The key “") && shown.ends_with("” is not known here."),
            "case {case}: {secret:?}\n{said}\n{shown}"
        );
    }
}
