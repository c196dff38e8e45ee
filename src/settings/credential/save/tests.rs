use super::*;
use serde_json::{Value, json};

fn known(stored: &Value) -> Credentials {
    let stored = stored.as_object().expect("an object").iter();
    let known = stored.map(|(key, value)| (key.clone(), Facts::of(value, 7)));
    Credentials::Known(known.collect())
}

/// A summary of what a save does: each change with its names, and the sentences about it.
fn saved(
    before: &Value,
    after: &Value,
    typed: &[(&'static str, &str)],
    stored: &Value,
) -> (Vec<String>, Vec<String>) {
    made(Some(before), after, (typed, false), &known(stored))
}

fn made(
    before: Option<&Value>,
    after: &Value,
    (typed, remove): (&[(&'static str, &str)], bool),
    credentials: &Credentials,
) -> (Vec<String>, Vec<String>) {
    let before = before.map(|c| Connection::new(c.clone()));
    let after = Connection::new(after.clone());
    let secret = |text: &str| (!text.is_empty()).then(|| Secret::new(text.to_owned()));
    let typed = typed.iter().map(|(key, text)| (*key, secret(text)));
    let draft =
        SecretDraft { before: before.as_ref(), after: &after, typed: typed.collect(), remove };
    let (edits, consequences) = draft.edits(credentials);
    let short = |edit: SecretEdit| match edit.change {
        SecretChange::Remove => format!("{:?} goes", edit.kind),
        SecretChange::Put(fields) => {
            let of = |(key, secret): &(&str, Option<Secret>)| {
                let text = secret.as_ref().map_or("-", |secret| secret.expose());
                format!("{key}={text}")
            };
            let fields: Vec<String> = fields.iter().map(of).collect();
            format!("{:?} {}", edit.kind, fields.join(" "))
        }
    };
    (edits.into_iter().map(short).collect(), consequences)
}

fn connection(auth: &str) -> Value {
    json!({"slug": "a", "providerType": "pi", "piAuthProvider": "xai", "authType": auth})
}

#[test]
fn pasted_token_removes_parts_of_the_previous_login() {
    let c = connection("oauth");
    let stored = json!({"llm_oauth::a": {"value": "t", "refreshToken": "r", "expiresAt": 1}});
    let (edits, consequences) = saved(&c, &c, &[(key::VALUE, "n")], &stored);
    assert_eq!(edits, ["OAuth value=n refreshToken=- expiresAt=- idToken=-"]);
    assert!(consequences.is_empty());
}

#[test]
fn new_aws_key_removes_session_token_and_gets_region() {
    let mut c = connection("iam_credentials");
    c["providerType"] = "bedrock".into();
    c["awsRegion"] = "eu-west-1".into();
    let stored = json!({"llm_iam::a": {"value": "s", "awsAccessKeyId": "A", "awsSessionToken": "x", "awsRegion": "eu-west-1"}});
    let of = |typed: &[(&'static str, &str)], after: &Value| saved(&c, after, typed, &stored).0;
    assert_eq!(of(&[(key::VALUE, "n")], &c), ["Iam value=n awsSessionToken=-"]);
    assert!(of(&[], &c).is_empty());
    let mut moved = c.clone();
    moved["awsRegion"] = "us-east-1".into();
    assert_eq!(of(&[], &moved), ["Iam awsRegion=us-east-1"]);
    let both = [(key::VALUE, "n"), (key::AWS_SESSION_TOKEN, "y")];
    assert_eq!(of(&both, &c), ["Iam value=n awsSessionToken=y"]);
}

#[test]
fn credential_unused_by_new_auth_type_is_removed_and_reported() {
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    let (edits, consequences) =
        saved(&connection("api_key"), &connection("environment"), &[], &stored);
    assert_eq!(edits, ["ApiKey goes"]);
    assert_eq!(
        consequences,
        ["Removes its stored key, which “Environment's own credentials” does not use."]
    );
}

#[test]
fn reused_or_redirected_key_is_reported() {
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    let before = connection("api_key");
    let (edits, consequences) = saved(&before, &connection("bearer_token"), &[], &stored);
    assert!(edits.is_empty());
    assert_eq!(consequences, ["Its stored key is kept and used."]);
    let mut ignored = before.clone();
    ignored["baseUrl"] = "https://elsewhere.example/v1".into();
    let (_, consequences) = saved(&before, &ignored, &[], &stored);
    assert!(consequences.is_empty(), "Craft asks no endpoint of this upstream");
    let mut moved = ignored.clone();
    moved["customEndpoint"] = json!({"api": "openai-completions"});
    let (_, consequences) = saved(&before, &moved, &[], &stored);
    assert_eq!(consequences, ["Its stored key is kept and sent to elsewhere.example."]);
    let (_, consequences) = saved(&before, &moved, &[(key::VALUE, "n")], &stored);
    assert!(consequences.is_empty(), "another one was typed");
    let (_, consequences) = saved(&before, &before, &[], &stored);
    assert!(consequences.is_empty());
}

fn bedrock(region: &str) -> Value {
    json!({"slug": "a", "providerType": "bedrock", "authType": "iam_credentials", "awsRegion": region})
}

fn iam(region: &str) -> Value {
    json!({"llm_iam::a": {"value": "s", "awsAccessKeyId": "A", "awsSessionToken": "x", "awsRegion": region}})
}

#[test]
fn removal_ignores_typed_region_and_token() {
    for typed in [&[][..], &[(key::AWS_SESSION_TOKEN, "")], &[(key::AWS_REGION, "us-east-1")]] {
        for stored in ["eu-west-1", "other"] {
            let c = bedrock("eu-west-1");
            let (edits, consequences) = made(Some(&c), &c, (typed, true), &known(&iam(stored)));
            assert_eq!(edits, ["Iam goes"], "{typed:?}");
            assert_eq!(consequences, ["Removes its stored AWS access key."]);
        }
    }
    let c = connection("api_key");
    let stored = known(&json!({"llm_api_key::a": {"value": "k"}}));
    let (edits, _) = made(Some(&c), &c, (&[(key::VALUE, "n")], true), &stored);
    assert_eq!(edits, ["ApiKey value=n"], "another one was typed");
}

#[test]
fn untouched_region_is_unchanged() {
    let c = bedrock("eu-west-1");
    assert!(saved(&c, &c, &[], &iam("other")).0.is_empty());
    // A region that Craft left in config.json is no longer a field of the connection.
    let mut pi = connection("iam_credentials");
    pi["awsRegion"] = "eu-west-1".into();
    let (edits, _) = saved(&pi, &pi, &[(key::AWS_REGION, "us-east-1")], &iam("x"));
    assert_eq!(edits, ["Iam awsRegion=us-east-1"]);
}

#[test]
fn incomplete_aws_key_is_reported() {
    let c = bedrock("eu-west-1");
    let (_, consequences) = saved(&c, &c, &[(key::AWS_ACCESS_KEY_ID, "B")], &iam("eu-west-1"));
    assert_eq!(consequences, ["Its stored secret key is kept, with another access key id."]);
    let both = [(key::AWS_ACCESS_KEY_ID, "B"), (key::VALUE, "n")];
    let (_, consequences) = saved(&c, &c, &both, &iam("eu-west-1"));
    assert_eq!(consequences, ["Removes its session token, which belongs to the old key."]);
}

#[test]
fn service_account_region_follows_its_connection() {
    let vertex = |region: &str| {
        json!({"slug": "a", "providerType": "vertex",
        "authType": "service_account_file", "gcpRegion": region})
    };
    let stored = json!({"llm_service_account::a": {"value": "{}", "gcpRegion": "us-east5"}});
    let (edits, _) = saved(&vertex("us-east5"), &vertex("global"), &[], &stored);
    assert_eq!(edits, ["ServiceAccount gcpRegion=global"]);
    assert!(saved(&vertex("x"), &vertex("x"), &[], &stored).0.is_empty());
    let new = [(key::VALUE, "n")];
    let (edits, _) = saved(&vertex("x"), &vertex("x"), &new, &stored);
    assert_eq!(edits, ["ServiceAccount value=n gcpRegion=x"]);
}

#[test]
fn unencrypted_key_is_reported() {
    let stored = json!({"llm_api_key::a": {"value": "k"}});
    let mut before = connection("api_key");
    before["customEndpoint"] = json!({"api": "openai-completions"});
    before["baseUrl"] = "https://x.example".into();
    for plain in ["http://x.example", "HTTP://x.example", "Http://x.example"] {
        let mut after = before.clone();
        after["baseUrl"] = plain.into();
        let (_, consequences) = saved(&before, &after, &[], &stored);
        let expected = "Its stored key is kept and sent to x.example, unencrypted.";
        assert_eq!(consequences, [expected], "{plain}");
    }
}

#[test]
fn leftover_key_of_earlier_connection_is_reported() {
    let stored = known(&json!({"llm_api_key::a": {"value": "k"}}));
    let (edits, consequences) = made(None, &connection("api_key"), (&[], false), &stored);
    assert!(edits.is_empty());
    assert_eq!(consequences, ["The stored key of an earlier connection with this slug is used."]);
}

#[test]
fn unreadable_credentials_are_not_reported_as_removed() {
    let unusable = Credentials::Unusable { why: String::new(), replaceable: None };
    let (before, after) = (connection("api_key"), connection("environment"));
    let (edits, consequences) = made(Some(&before), &after, (&[], false), &unusable);
    assert!(edits.is_empty());
    assert_eq!(consequences, ["Its old key may stay in credentials.enc, which can't be used."]);
}
