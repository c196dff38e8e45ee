//! What a refusal means: its words and codes come before its status.

use serde_json::{Value, json};

use super::{HOST, answers, error, gateway, listed, probed};
use crate::probe::asking::{KEY, has_key};
use crate::support::server::Request;

/// A status and a body, and what they mean: the stages, the reason and a part of the advice.
type Refusal = (&'static str, u16, Value, &'static str, Option<&'static str>, &'static str);

const KEY_REFUSED: (&str, Option<&str>, &str) = ("PPF-", Some("keyRefused"), "Enter another");
const NO_CREDIT: (&str, Option<&str>, &str) = ("PPPF", Some("noCredit"), "credit");
const RATE: (&str, Option<&str>, &str) = ("PPP-", Some("rateLimited"), "Try again");
const UNKNOWN: (&str, Option<&str>, &str) = ("PPPF", Some("unknownModel"), "model");
const DENIED: (&str, Option<&str>, &str) = ("PPPF", Some("modelNotAllowed"), "another model");
const POLICY: (&str, Option<&str>, &str) = ("PPPF", Some("accountPolicy"), "account");
const CLIENT: (&str, Option<&str>, &str) = ("PPF-", Some("clientRefused"), "");

fn row(
    name: &'static str,
    status: u16,
    body: Value,
    means: (&'static str, Option<&'static str>, &'static str),
) -> Refusal {
    (name, status, body, means.0, means.1, means.2)
}

/// Refusals as providers, gateways and relays write them.
#[expect(clippy::too_many_lines, reason = "a table")]
fn refusals() -> Vec<Refusal> {
    vec![
        // No money or quota.
        row("DeepSeek without balance", 402, error("Insufficient Balance"), NO_CREDIT),
        row(
            "OpenRouter, too few credits",
            402,
            error(
                "This request requires more credits, or fewer max_tokens. You requested up to 8192 tokens, but can only afford 12.",
            ),
            NO_CREDIT,
        ),
        row(
            "OpenAI without quota",
            429,
            json!({"error": {"message": "You exceeded your current quota, please check your plan and billing details.", "type": "insufficient_quota", "code": "insufficient_quota"}}),
            NO_CREDIT,
        ),
        row(
            "Anthropic without credit",
            400,
            json!({"type": "error", "error": {"type": "invalid_request_error", "message": "Your credit balance is too low to access the Anthropic API."}}),
            NO_CREDIT,
        ),
        row(
            "z.ai without balance",
            429,
            json!({"error": {"code": "1113", "message": "余额不足或无可用资源包,请充值。"}}),
            NO_CREDIT,
        ),
        row(
            "z.ai, the code alone",
            429,
            json!({"error": {"code": 1113, "message": "No."}}),
            NO_CREDIT,
        ),
        row(
            "Moonshot suspended",
            429,
            json!({"error": {"type": "exceeded_current_quota_error", "message": "Your account is suspended due to insufficient balance, please recharge your account."}}),
            NO_CREDIT,
        ),
        row(
            "a relay without quota",
            403,
            json!({"error": {"message": "用户额度不足, 剩余额度: ＄0.00", "type": "new_api_error", "code": "insufficient_user_quota"}}),
            NO_CREDIT,
        ),
        row(
            "DashScope in arrears",
            400,
            json!({"error": {"code": "Arrearage", "message": "Access denied, please make sure your account is in good standing."}}),
            NO_CREDIT,
        ),
        row(
            "SiliconFlow without balance",
            403,
            json!({"code": 30001, "message": "Sorry, your account balance is insufficient", "data": null}),
            NO_CREDIT,
        ),
        row(
            "OpenCode without balance",
            401,
            json!({"type": "error", "error": {"type": "CreditsError", "message": "Insufficient balance. Manage your billing here."}}),
            NO_CREDIT,
        ),
        row(
            "xAI without credits",
            403,
            json!({"code": "The caller does not have permission", "error": "Your newly created team doesn't have any credits or licenses yet."}),
            NO_CREDIT,
        ),
        row(
            "success without balance",
            200,
            json!({"success": false, "code": 500, "msg": "账户余额不足"}),
            NO_CREDIT,
        ),
        row(
            "Google, a day's quota",
            429,
            json!({"error": {"code": 429, "message": "You exceeded your current quota, please check your plan and billing details. Please retry in 34.1s.", "status": "RESOURCE_EXHAUSTED",
                "details": [{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}),
            NO_CREDIT,
        ),
        // Too fast.
        row(
            "Anthropic, a rate",
            429,
            json!({"type": "error", "error": {"type": "rate_limit_error", "message": "This request would exceed your organization's rate limit."}}),
            RATE,
        ),
        row(
            "z.ai, concurrency",
            429,
            json!({"error": {"code": "1302", "message": "您当前使用该API的并发数过高,请降低并发。"}}),
            RATE,
        ),
        row(
            "Google, a minute's quota",
            429,
            json!({"error": {"code": 429, "message": "You exceeded your current quota, please check your plan and billing details.", "status": "RESOURCE_EXHAUSTED",
                "details": [{"violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel"}]}, {"retryDelay": "34s"}]}}),
            RATE,
        ),
        row(
            "overloaded",
            429,
            error("The engine is currently overloaded, please try again later"),
            RATE,
        ),
        row(
            "a plan's window",
            429,
            json!({"error": {"code": "1308", "message": "Usage limit reached for 5 hour. Your limit will reset at 2026-01-01 10:00:00"}}),
            RATE,
        ),
        row("429 without words", 429, json!({}), RATE),
        // The model is refused, not the key.
        row(
            "OpenAI, no such model",
            404,
            json!({"error": {"message": "The model `m-large` does not exist or you do not have access to it.", "code": "model_not_found"}}),
            UNKNOWN,
        ),
        row(
            "Anthropic, no such model",
            404,
            json!({"type": "error", "error": {"type": "not_found_error", "message": "model: m-large"}}),
            UNKNOWN,
        ),
        row("DeepSeek, no such model", 400, error("Model Not Exist"), UNKNOWN),
        row(
            "Azure, no such deployment",
            404,
            json!({"error": {"code": "DeploymentNotFound", "message": "The API deployment for this resource does not exist."}}),
            UNKNOWN,
        ),
        row(
            "a relay without a channel",
            503,
            json!({"error": {"message": "当前分组 default 下对于模型 m-large 无可用渠道", "type": "new_api_error"}}),
            UNKNOWN,
        ),
        row(
            "a relay without a channel, in English",
            503,
            json!({"error": {"code": "model_not_found", "message": "No available channel for model m-large under group default"}}),
            UNKNOWN,
        ),
        row(
            "OpenCode, no such model",
            401,
            json!({"type": "error", "error": {"type": "ModelError", "message": "Model m-large is not supported"}}),
            UNKNOWN,
        ),
        row("success, no such model", 200, error("The model m-large does not exist"), UNKNOWN),
        row(
            "OpenAI, a project without the model",
            403,
            json!({"error": {"message": "Project `proj_1` does not have access to model `m-large`", "code": "model_not_found"}}),
            DENIED,
        ),
        row(
            "LiteLLM, a key without the model",
            401,
            json!({"error": {"message": "key not allowed to access model. This key can only access models=['m-small']. Tried to access m-large", "type": "key_model_access_denied"}}),
            DENIED,
        ),
        row(
            "a relay, a token without the model",
            403,
            error("This token has no access to model m-large"),
            DENIED,
        ),
        row(
            "a relay, a list of models for the token",
            403,
            error("m-large is not in the model whitelist of this token"),
            DENIED,
        ),
        // Policy or routing.
        row(
            "OpenRouter, no allowed provider",
            404,
            error("No allowed providers are available for the selected model."),
            POLICY,
        ),
        row(
            "OpenRouter, privacy",
            404,
            error(
                "No endpoints found matching your data policy (Free model publication). Configure: https://openrouter.ai/settings/privacy",
            ),
            POLICY,
        ),
        row("OpenRouter, no endpoint", 404, error("No endpoints found for m-large."), POLICY),
        row(
            "OpenAI, unverified",
            403,
            error("Your organization must be verified to use the model `m-large`."),
            POLICY,
        ),
        row(
            "Groq, blocked by the organization",
            403,
            json!({"error": {"message": "The model `m-large` is blocked at the organization level.", "code": "model_permission_blocked_org"}}),
            POLICY,
        ),
        // The key is refused in another status.
        row("401", 401, error("Who are you?"), KEY_REFUSED),
        row("400 of a token", 400, error("Unauthorized: the token is bad"), KEY_REFUSED),
        row(
            "400 of a token that has expired",
            400,
            error("token expired or incorrect"),
            KEY_REFUSED,
        ),
        row("400 of a key", 400, error("Incorrect API key provided: sk-PL***89."), KEY_REFUSED),
        row("400 of authentication", 400, error("Authentication failed"), KEY_REFUSED),
        row("403 of a key", 403, error("Invalid API key"), KEY_REFUSED),
        row("success with an error", 200, error("invalid api key"), KEY_REFUSED),
        row(
            "success: false",
            200,
            json!({"success": false, "code": 401, "msg": "无效的令牌"}),
            KEY_REFUSED,
        ),
        row(
            "z.ai, 1000",
            200,
            json!({"code": 1000, "msg": "Authentication Failed", "success": false}),
            KEY_REFUSED,
        ),
        row(
            "MiniMax",
            200,
            json!({"base_resp": {"status_code": 1004, "status_msg": "login fail: Please carry the API secret key in the 'Authorization' field"}}),
            KEY_REFUSED,
        ),
        row(
            "a permission",
            403,
            error("no permission"),
            ("PPF-", Some("notAllowed"), "permission"),
        ),
        // The client is refused, not the key.
        row(
            "Kimi, by name",
            403,
            json!({"error": {"type": "access_terminated_error", "message": "Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc."}}),
            CLIENT,
        ),
        row(
            "Claude, by name",
            400,
            error(
                "This credential is only authorized for use with Claude Code and cannot be used for other API requests.",
            ),
            CLIENT,
        ),
        row(
            "OpenAI, by country",
            403,
            json!({"error": {"code": "unsupported_country_region_territory", "message": "Country, region, or territory not supported"}}),
            CLIENT,
        ),
        row(
            "Google, by place",
            400,
            json!({"error": {"status": "FAILED_PRECONDITION", "message": "User location is not supported for the API use."}}),
            CLIENT,
        ),
        row(
            "OpenAI, by address",
            401,
            json!({"error": {"code": "ip_not_authorized", "message": "Your IP address 1.2.3.4 is not authorized to use this key."}}),
            CLIENT,
        ),
        row("a relay, by address", 403, error("您的 IP 不在令牌允许访问的列表中"), CLIENT),
        row(
            "Anthropic, by place",
            403,
            json!({"error": {"type": "forbidden", "message": "Request not allowed"}}),
            CLIENT,
        ),
    ]
}

/// The message, which is sent last and once.
const MESSAGE: (&str, bool) = ("POST /v1/chat/completions", true);

/// Whether a request has the key, in the one header for it and as Craft sends it.
fn is_keyed(request: &Request) -> bool {
    assert_eq!(request.header("host"), Some(HOST));
    has_key(request, "authorization", &format!("Bearer {KEY}"))
}

#[test]
fn refusal_is_classified_by_its_words_with_or_without_a_list() {
    let mut wrong = Vec::new();
    for (case, status, body, stages, reason, advice) in refusals() {
        let message = (status, body);
        // The address without its version is asked where there is no list; an open one is asked for
        // once more without the key.
        let no_list = [("GET /v1/models", true), ("GET /models", true), MESSAGE];
        let open_list = [("GET /v1/models", true), ("GET /v1/models", false), MESSAGE];
        for (has, list, asked) in [
            ("no list", (404, error("Not Found")), no_list),
            ("an open list", (200, listed()), open_list),
        ] {
            let found = probed(HOST, gateway(), answers(list, message.clone()));
            let lines: Vec<_> = found.requests.iter().map(|it| (it.line(), is_keyed(it))).collect();
            let asked = asked.map(|(line, is_keyed)| (line.to_owned(), is_keyed));
            assert_eq!(lines, asked, "{case} ({has})");
            let given = found.report.advice().unwrap_or_default();
            if found.stages() != stages
                || found.reason() != reason
                || !given.contains(advice)
                || given.contains("path")
                || (reason != Some("keyRefused") && given.contains("nother key"))
            {
                wrong.push(format!(
                    "{case} ({has}): {} {:?} {} → {given}",
                    found.stages(),
                    found.reason(),
                    found.report.sentence()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
