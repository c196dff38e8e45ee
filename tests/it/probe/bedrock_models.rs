//! What Bedrock's two lists prove of a model.

use llm_connections::probe::messages::aws::{self, model_in_no_list as in_no_list};
use llm_connections::probe::messages::{TOO_OFTEN, server_error};
use llm_connections::settings::craft::describe::asks_for_instead;
use serde_json::{Value, json};

use crate::probe::bedrock::{CLAUDE, KEYS, MODELS, PROFILE, PROFILES, bedrock, connection, lists};
use crate::probe::bedrock_failures::NO_SERVICE;
use crate::probe::installation::{Installation, VALID};
use crate::support::server::{Reply, Server};

/// The credentials are known, and nothing else is.
const DENIED: &str = "passed passed notAsked notAsked";

/// A profile that comes with the second page.
const OF_PAGE_TWO: &str = "eu.anthropic.claude-sonnet-4-6";

/// Answers of the two lists, by whether each may be seen.
fn partly(models: Option<u16>, profiles: Option<u16>) -> Server {
    bedrock(None, "us-east-1", move |request| {
        let is_models = request.path.starts_with("/foundation-models");
        let words = "You are not authorized to perform this";
        match if is_models { models } else { profiles } {
            Some(status) => Reply::Json(status, json!({"message": words})),
            None => lists(request),
        }
    })
}

#[test]
fn one_of_two_lists_is_enough_but_proves_only_its_models() {
    let unknown = "passed passed passed notAsked";
    for (models, profiles, model, outcomes, says) in [
        (Some(403), None, PROFILE, VALID, ""),
        (Some(403), None, CLAUDE, unknown, &in_no_list(CLAUDE)),
        (None, Some(403), CLAUDE, VALID, ""),
        (None, Some(403), PROFILE, unknown, &in_no_list(PROFILE)),
        (None, Some(500), CLAUDE, VALID, ""),
        (None, Some(429), PROFILE, unknown, &in_no_list(PROFILE)),
        (Some(403), Some(403), CLAUDE, DENIED, aws::MAY_NOT_LIST),
        (Some(403), Some(500), CLAUDE, NO_SERVICE, &server_error("", 500)),
        (Some(403), Some(429), CLAUDE, unknown, TOO_OFTEN),
    ] {
        let server = partly(models, profiles);
        let mut connection = connection("environment");
        connection["defaultModel"] = json!(model);
        let found = Installation::of(connection)
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
            .with_all(&KEYS)
            .asked();
        found.is(outcomes, says);
        assert_eq!(server.lines(), [MODELS, PROFILES], "{models:?} {profiles:?}");
    }
}

#[test]
fn truncated_list_fails_a_model_missing_in_the_other() {
    for (model, outcomes) in [(CLAUDE, VALID), (PROFILE, "passed passed passed failed")] {
        let server = bedrock(None, "us-east-1", |request| {
            if request.path.starts_with("/inference-profiles") {
                Reply::Bytes(Vec::new())
            } else {
                lists(request)
            }
        });
        let mut connection = connection("environment");
        connection["defaultModel"] = json!(model);
        let found = Installation::of(connection)
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
            .with_all(&KEYS)
            .asked();
        assert_eq!(found.outcomes(), outcomes, "{model}");
        assert_eq!(found.models(), Some(1));
    }
}

#[test]
fn model_is_searched_in_models_and_profiles_of_all_pages() {
    // The runtime does not know it, and asks for its own default.
    let arn = "arn:aws:bedrock:us-east-1:12:application-inference-profile/a1";
    let default = "us.anthropic.claude-opus-4-6-v1";
    let unknown = "passed passed passed failed";
    let instead = asks_for_instead(arn, default);
    for (model, outcomes, says, notes) in [
        (json!(CLAUDE), VALID, String::new(), json!([])),
        (json!(PROFILE), VALID, String::new(), json!([])),
        (json!(OF_PAGE_TWO), VALID, String::new(), json!([])),
        (
            json!("anthropic.claude-opus-4-7"),
            unknown,
            aws::model_unknown("anthropic.claude-opus-4-7", "us-east-1"),
            json!([]),
        ),
        (json!(arn), unknown, aws::model_unknown(default, "us-east-1"), json!([instead])),
        (
            Value::Null,
            "passed passed passed notAsked",
            aws::no_default_model("us-east-1", 3),
            json!([]),
        ),
    ] {
        // What must be written otherwise in an address, so that the signature is put to the test.
        let next = "a+b/c= d&e";
        let server = bedrock(None, "us-east-1", move |request| {
            let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
            match (path, query) {
                ("/inference-profiles", "maxResults=1000") => Reply::Json(
                    200,
                    json!({"nextToken": next, "inferenceProfileSummaries": [{"inferenceProfileId": PROFILE}]}),
                ),
                ("/inference-profiles", _) => Reply::Json(
                    200,
                    json!({"inferenceProfileSummaries": [{"inferenceProfileId": OF_PAGE_TWO}]}),
                ),
                _ => lists(request),
            }
        });
        let mut connection = connection("environment");
        if model.is_null() {
            connection.as_object_mut().expect("one").remove("defaultModel");
        } else {
            connection["defaultModel"] = model;
        }
        let found = Installation::of(connection)
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
            .with("AWS_REGION", "us-east-1")
            .with_all(&KEYS)
            .asked();
        found.is(outcomes, &says);
        assert_eq!(found.notes(), &notes);
        assert_eq!(server.lines().len(), 3);
        assert_eq!(found.models(), Some(3));
    }
}

#[test]
fn profile_only_model_fails_by_its_own_id_naming_the_profiles() {
    for (types, outcomes) in [
        (json!(["INFERENCE_PROFILE"]), "passed passed passed failed"),
        (json!(["PROVISIONED"]), "passed passed passed failed"),
        (json!(["ON_DEMAND", "PROVISIONED"]), VALID),
        (Value::Null, VALID),
    ] {
        let server = bedrock(None, "us-east-1", move |request| {
            if request.path.starts_with("/foundation-models") {
                let model = json!({"modelId": CLAUDE, "inferenceTypesSupported": types});
                return Reply::Json(200, json!({"modelSummaries": [model]}));
            }
            let profiles = ["us.", "global."].map(|region| format!("{region}{CLAUDE}"));
            let profiles = profiles.map(|id| json!({"inferenceProfileId": id}));
            Reply::Json(200, json!({"inferenceProfileSummaries": profiles}))
        });
        let found = Installation::of(connection("environment"))
            .with("AWS_ENDPOINT_URL_BEDROCK", &server.url())
            .with_all(&KEYS)
            .asked();
        let only = aws::only_by_profile(CLAUDE, "us-east-1");
        found.is(outcomes, if outcomes == VALID { "" } else { &only });
        if outcomes != VALID {
            assert_eq!(
                found.advice(),
                aws::use_profile(&[&format!("us.{CLAUDE}"), &format!("global.{CLAUDE}")])
            );
        }
    }
}
