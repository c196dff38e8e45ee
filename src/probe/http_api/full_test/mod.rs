//! The full test: one message as Craft sends a chat, streamed, with a tool and, if Craft sends the
//! model images, an image. If the endpoint refuses a part, the message is sent again without it.

mod calls;
mod chat;
mod events;
mod refused_part;

use super::classify::{Classification, classify};
use super::completion::{Message, Sent};
use super::key::SentKey;
use super::refusals::{Refusal, words_of};
use super::site::Site;
use super::stages::Answer;
use crate::net::provider_message::words;
use crate::net::{Exchange, HttpRequest, HttpResponse, NoResponse};
use crate::probe::Probe;
use crate::probe::failure::Failure;
use crate::probe::full_report::{FullReport, PartReason, PartReport};
use crate::probe::messages;
use crate::probe::messages::full_test as sentence;
use crate::probe::report::{Reason, Report, StageName};
use crate::settings::connection::endpoint::{host, is_loopback_for_craft};
use crate::settings::craft::sends::Header;
use crate::settings::secret::Secret;
use crate::settings::validation::full_test::{Form, FullTest, TOOL};
use calls::Called;
use chat::{Chat, MAX_REPLY};
use refused_part::{RefusedPart, refused_part};

/// What Craft sends in place of a key when an endpoint on this machine needs none.
const NOT_NEEDED: &str = "not-needed";

/// The results so far.
#[derive(Default)]
struct Findings {
    streams: Option<PartReport>,
    tools: Option<PartReport>,
    images: Option<PartReport>,
}

impl Probe<'_> {
    /// Runs the full test. Its message also shows whether the key and the model are accepted, so no
    /// other is sent.
    pub(super) async fn full_test(
        &self,
        test: &FullTest,
        header: Header,
        site: Site<'_>,
        report: &mut Report,
    ) {
        let mut findings = Findings::default();
        if !test.claims_images {
            let part = PartReport::open(PartReason::NotClaimed, sentence::images_not_claimed());
            findings.images = Some(part);
        }
        let mut form = test.first_form();
        let mut may_rename = true;
        loop {
            let mut chat = Chat::new(test.protocol);
            let sent = match full_request(test, form, header, site) {
                Ok(request) => self.send_message_in_full(request, site, &mut chat).await,
                Err(why) => {
                    Failure::InvalidRequest(why).report_to(report, site.base, StageName::Connect);
                    break;
                }
            };
            let response = match sent {
                Ok(response) => response,
                Err(none) if chat.events > 0 => {
                    pass_all(site, test, &none.exchange, report);
                    let why = none.why.sentence(host(&test.url));
                    let part = if chat.has_ended {
                        PartReport::works(sentence::streamed(chat.events))
                    } else {
                        let detail = sentence::broke_off(chat.events, &why);
                        PartReport::fails(PartReason::BrokenOff, detail)
                    };
                    findings.conclude(&chat, form, part);
                    break;
                }
                Err(none) => {
                    Failure::from(none).report_to(report, &test.url, StageName::Connect);
                    break;
                }
            };
            chat.finish();
            if let Some(part) = self.check_stream(&mut chat, form, &response, site) {
                pass_all(site, test, &response.exchange, report);
                findings.conclude(&chat, form, part);
                break;
            }
            let means = classify(&response, Some(&test.model));
            if let Some(other) = other_form(form, &means, &response, test)
                .filter(|other| other.limit == form.limit || may_rename)
            {
                may_rename &= other.limit == form.limit;
                findings.refuse(form, other, &response);
                form = other;
                continue;
            }
            self.report_refused(test, site, response, means, report);
            break;
        }
        let full = findings.into_report(report);
        if full.fails() {
            report.remark = Some(sentence::PART_FAILS);
        }
        report.full = Some(full);
    }

    async fn send_message_in_full(
        &self,
        request: HttpRequest,
        site: Site<'_>,
        chat: &mut Chat,
    ) -> Result<HttpResponse, NoResponse> {
        let secrets = self.secrets_with(site.key);
        let request = self.as_craft(request);
        self.http.send_taking(request, self.deadline, &secrets, &mut |part| chat.take(part)).await
    }

    /// What an answer shows about streaming; none if it is not a reply to a message.
    fn check_stream(
        &self,
        chat: &mut Chat,
        form: Form,
        response: &HttpResponse,
        site: Site<'_>,
    ) -> Option<PartReport> {
        if !response.status.is_success() {
            return None;
        }
        if chat.events == 0 {
            let answer = response.json().filter(|_| chat.error.is_none())?;
            let is_answer = matches!(classify(response, None), Classification::Json(_));
            let is_whole = is_answer && chat.take_whole(&answer);
            let detail = sentence::not_streamed();
            return is_whole.then(|| PartReport::fails(PartReason::NotStreamed, detail));
        }
        Some(if let Some(error) = &chat.error {
            let secrets = self.secrets_with(site.key);
            let words = words(error.to_string().as_bytes(), false, &secrets);
            let detail = sentence::error_in_stream(words.as_deref());
            PartReport::fails(PartReason::ErrorInStream, detail)
        } else if chat.has_ended || !form.streams {
            PartReport::works(sentence::streamed(chat.events))
        } else if chat.is_too_long() {
            PartReport::fails(PartReason::TooLong, sentence::too_long(MAX_REPLY >> 10))
        } else {
            PartReport::fails(PartReason::NoEndEvent, sentence::no_end_event(chat.events))
        })
    }

    /// Reports an answer that refuses the message for a reason other than one of its parts.
    fn report_refused(
        &self,
        test: &FullTest,
        site: Site<'_>,
        response: HttpResponse,
        means: Classification,
        report: &mut Report,
    ) {
        let is_nowhere = matches!(means, Classification::NoSuchPath | Classification::Json(_));
        if is_nowhere {
            report
                .fail(StageName::Connect, sentence::takes_no_messages(host(&test.url)))
                .because(Reason::NotFound)
                .advise(messages::CHECK_PATH_AND_PROTOCOL)
                .exchange(&response.exchange);
            return;
        }
        let answer = Answer::new(response, means);
        if matches!(answer.means, Classification::Error | Classification::Rejected) {
            let sentence = messages::answers(host(&test.url));
            report.pass(StageName::Connect, sentence).exchange(&answer.exchange);
        }
        let is_there = matches!(
            answer.means,
            Classification::Refused(_)
                | Classification::KeyRefused
                | Classification::Forbidden
                | Classification::Error
                | Classification::Rejected
        );
        if is_there {
            let sent = Sent { model: test.model.clone(), outcome: Message::Other(answer) };
            return self.report_message(site, &sent, report);
        }
        answer.report_to(StageName::Connect, site, Some(&test.model), report);
    }
}

/// The request, with the header and the key that Craft sends.
fn full_request(
    test: &FullTest,
    form: Form,
    header: Header,
    site: Site<'_>,
) -> Result<HttpRequest, String> {
    let request = HttpRequest::get(&test.url_of(form))?.post(&test.body(form));
    // A compressed answer could not be read as it arrives.
    let request = request.with_header("accept-encoding", "identity");
    let stands_in = SentKey::Api(Secret::new(NOT_NEEDED.to_owned()), header);
    let key = match site.key {
        SentKey::None if is_loopback_for_craft(&test.url) => &stands_in,
        key => key,
    };
    site.dialect.add_key(request, key)
}

/// The form for sending the message again; none if the refusal names nothing that can be left out.
fn other_form(
    form: Form,
    means: &Classification,
    response: &HttpResponse,
    test: &FullTest,
) -> Option<Form> {
    if means.is_after_key_check() {
        return None;
    }
    let words = words_of(&response.body, response.json().as_ref());
    if matches!(means, Classification::Refused(Refusal::Parameter))
        && form.limit == "max_tokens"
        && words.contains("max_completion_tokens")
    {
        return Some(Form { limit: "max_completion_tokens", ..form });
    }
    let other = match refused_part(&words, &test.model)? {
        RefusedPart::Tool => Form { has_tool: false, ..form },
        RefusedPart::Image | RefusedPart::ImageSize => Form { has_image: false, ..form },
        RefusedPart::Stream => Form { streams: false, ..form },
    };
    (other != form).then_some(other)
}

/// A reply arrived: the endpoint, the key and the model are accepted.
fn pass_all(site: Site<'_>, test: &FullTest, exchange: &Exchange, report: &mut Report) {
    report.spent_a_token = true;
    report.pass(StageName::Connect, messages::answers(host(&test.url))).exchange(exchange);
    site.pass_auth(report).exchange(exchange);
    report.pass(StageName::Model, sentence::model_answers(&test.model)).exchange(exchange);
}

impl Findings {
    /// Records what a refusal shows before the message is sent again in another form.
    fn refuse(&mut self, form: Form, other: Form, response: &HttpResponse) {
        let words = response.exchange.words.as_deref();
        let detail = sentence::refused(response.exchange.status, words);
        let refused = PartReport::fails(PartReason::Refused, detail);
        if form.has_tool != other.has_tool {
            self.tools = Some(refused);
        } else if form.streams != other.streams {
            self.streams = Some(refused);
        } else if form.has_image != other.has_image {
            let text = words_of(&response.body, response.json().as_ref());
            let is_size = refused_part(&text, "") == Some(RefusedPart::ImageSize);
            self.images = Some(if is_size {
                PartReport::open(PartReason::ImageTooSmall, sentence::image_too_small(words))
            } else {
                refused
            });
        }
    }

    /// Records what a reply shows; `streams` is its result for streaming.
    fn conclude(&mut self, chat: &Chat, form: Form, streams: PartReport) {
        let is_whole =
            streams.works == Some(true) || streams.reason == Some(PartReason::NotStreamed);
        let reason = streams.reason.unwrap_or(PartReason::NotReached);
        let open = || PartReport::open(reason, sentence::not_shown());
        if form.streams {
            self.streams = Some(streams);
        }
        if form.has_tool {
            self.tools = Some(match chat.called(TOOL) {
                Called::Valid => PartReport::works(sentence::called(TOOL)),
                _ if !is_whole => open(),
                Called::Malformed => {
                    PartReport::fails(PartReason::MalformedCall, sentence::malformed_call(TOOL))
                }
                Called::Never => PartReport::open(PartReason::NotCalled, sentence::not_called()),
            });
        }
        if form.has_image {
            self.images =
                Some(if is_whole { PartReport::works(sentence::image_taken()) } else { open() });
        }
    }

    /// All parts; those still undecided were not reached.
    fn into_report(self, report: &Report) -> FullReport {
        let detail = sentence::not_reached(report.sentence());
        let open = || PartReport::open(PartReason::NotReached, detail.as_str());
        FullReport {
            streams: self.streams.unwrap_or_else(open),
            tools: self.tools.unwrap_or_else(open),
            images: self.images.unwrap_or_else(open),
        }
    }
}
