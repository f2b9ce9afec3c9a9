using System.Collections.Frozen;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Console.Words;

/// <summary>
/// Every refusal as a sentence that says what to do next. Uses the host's own sentence where
/// that is more specific (who works on the referral), and for codes that are not listed here.
/// </summary>
public static class ProblemWords
{
    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>
    {
        ["invalid-json"] = "The form could not be read. Reload the page and try again.",
        ["invalid-input"] = "Something in the form is not valid. See the list below.",
        ["invalid-request"] = "The form could not be understood. Reload the page and try again.",
        ["not-signed-in"] = "You are signed out. Sign in again; nothing was changed.",
        ["sign-in-failed"] = "That user and password do not match.",
        ["forbidden"] = "Your role does not allow this. Nothing was changed.",
        ["password-change-required"] = "Change your one-time password first.",
        ["set-up-code-wrong"] = "This is not the set-up code that the program printed when it started.",
        ["already-set-up"] = "The program is set up. An administrator makes the other accounts.",
        ["user-exists"] = "There is an account with this user name. Choose another one.",
        ["client-exists"] = "There is a client with this id. Choose another one.",
        ["last-administrator"] = "Nobody else is an enabled administrator. Make another one first.",
        ["origin-not-allowed"] = "This page is open under another address. Open it under its own.",
        ["not-found"] = "There is no such referral, or you may not see it.",
        ["method-not-allowed"] = "This is not offered here.",
        ["not-acceptable"] = "This is not available in the requested format.",
        ["request-timeout"] = "The request took too long to arrive. Try again.",
        ["mail-not-set-aside"] = "This mail is not set aside any more. Look again.",
        ["version-mismatch"] = "It has changed since you read it. Nothing was done: look again, then decide.",
        ["body-too-large"] = "The text is too long. Shorten it.",
        ["unsupported-media-type"] = "This kind of file is not accepted here.",
        ["idempotency-key-reused"] = "This was sent before with other content. Reload the page and check the result.",
        ["too-many-requests"] = "There were too many requests in a short time. Wait a moment, then try again.",
        ["use-search"] = "Names and dates are searched on the search page, not in an address.",
        ["too-many-connections"] = "Your account or your network has too many live pages open. Close yours, then "
            + "reload this one. If that does not help, tell whoever runs this server.",
        ["too-many-streams"] = "Too many live pages are open in this browser. Close some, then reload this one.",
        ["cursor-invalid"] = "The page lost its place in the live view. Reload it.",
        ["internal-error"] = "Something failed on our side. Try again; if it fails again, report it.",
        ["not-implemented"] = "This is not offered.",
        ["unavailable"] = "The server cannot answer right now. Nothing was changed; try again in a moment.",
        ["newer-data"] = "A newer version of the program saved this, and this server cannot read it yet. Nothing was "
            + "changed; try again in a few minutes.",
        ["draining"] = "This server is about to stop. Nothing was changed; try again, and another server answers.",
        ["silo-draining"] = "This server is about to stop; another one takes over automatically.",
        ["outcome-unknown"] = "No answer came back. It may or may not have taken effect; send again to find out.",
        ["board-forbidden"] = "This board is not open to you.",
        ["board-unknown"] = "There is no such board.",
        ["board-unavailable"] = "The board cannot be shown right now. This page tries again by itself.",
        ["not-allowed-in-stage"] = "This cannot be done in the current stage. Check the next step.",
        ["claimed-by-another"] =
            "Somebody else is working on this referral. Ask them, take it over with a reason, or choose another.",
        ["not-eligible"] = "A rule of this service line says no. Accept it anyway with a reason, or decline it.",
        ["patient-merged"] = "This record was merged into another one. Open that one and do it there.",
        ["same-patient"] = "Both are the same record already. Choose another one.",
        ["not-merged"] = "This record is not merged into another one.",
        ["visits-overlap"] =
            "Both records have a visit at the same time. Move one of the visits, or say why both are right.",
        ["text-differs"] = "The version has another text than the one that you read. Read it again before you approve.",
        ["one-has-died"] =
            "One record says that the patient has died, the other one does not. Find out who is right, or say why they "
            + "are merged all the same: then the open referrals of both end.",
        ["too-many-private-topics"] =
            "So much is kept private that no more can be recorded. Keep the whole service line private instead.",
        ["no-address"] =
            "The patient has no number or mailbox. Confirm on the patient’s page who is written to instead.",
        ["no-details"] = "It would go to a related person who may learn only of appointments. Call instead.",
        ["too-many-related-people"] =
            "The record has as many people as it can. Correct the entry of one who has no role any more.",
        ["related-person-unknown"] = "This person is not in the record any more.",
        ["may-not-consent"] = "This person may not consent for the patient, or not today. Correct the person first.",
        ["too-many-merged"] = "This record has taken over as many others as it can.",
        ["patient-unknown"] = "There is no such patient, or you may not see them.",
        ["patient-has-visit"] =
            "The patient has another visit at this time. Choose another time, or say why both are needed.",
        ["not-routed"] = "No service line has this referral yet. Choose one with \u201cOther service line\u201d first.",
        ["not-accepted"] = "Triage has not accepted this referral yet.",
        ["offer-expired"] = "The hold has ended; the time is free again. Hold it again, or choose another.",
        ["slot-not-offered"] = "This time is not among those held for the patient. Choose one of the held ones.",
        ["booking-not-wanted"] = "The referral changed before the time was booked; the time is free again.",
        ["message-unknown"] = "There is no such message.",
        ["conversation-unknown"] = "There is no such conversation, or you may not see it.",
        ["conversation-closed"] = "This conversation is closed. It opens again when the person writes.",
        ["taken-by-another"] = "Somebody else works on this conversation. Ask them, or take it over.",
        ["emergency-undecided"] = "It has words of an emergency. A nurse must decide on it first.",
        ["no-emergency"] = "No emergency is open in this conversation. Look again.",
        ["whose-reply"] = "Several patients have this number. Say which referral the answer is about.",
        ["not-of-this-address"] = "The patient of this referral does not have this number. Choose another one.",
        ["number-passed-on"] =
            "This number or mailbox is not the patient's any more. Reach the patient another way.",
        ["reply-blocked"] = "An answer cannot be sent there. Call instead.",
        ["on-call-address"] = "Someone on call is alerted there. Change the on-call list first.",
        ["address-unknown"] = "Nothing was ever sent to this number or mailbox.",
        ["suppressed"] = "This number or mailbox takes no messages: the person said stop. START by text "
            + "lifts that of a number, a new consent to emails that of a mailbox.",
        ["invalid-address"] = "Nothing can be sent to this number or mailbox. Ask for another one.",
        ["not-resendable"] = "This message may have arrived or may still leave, so it is not sent again.",
        ["already-resent"] = "It is sent this way already: see the list of messages.",
        ["same-channel"] = "It went this way before. Choose the other one.",
        ["no-consent"] =
            "The patient has not agreed to be written to this way, or no address for it is known. Ask the patient.",
        ["no-transport"] = "This way of sending is not set up. An administrator sets it up.",
        ["no-template"] = "No text is approved for this message this way. An administrator approves texts.",
        ["not-needed"] = "The referral does not need this message any more, so it is not sent.",
        ["too-late"] = "The message would come too late to help. Call the patient.",
        ["quiet-hours"] = "It would wait for the morning and then be too late to help. Call the patient tomorrow.",
        ["emergency-undecided"] = "First someone has to decide on the emergency; until then no message leaves.",
        ["pace"] = "This number or mailbox had many messages lately. The message waits.",
        ["identifier-conflict"] =
            "The referral with this identifier belongs to another patient. Check the patient and the identifier.",
        ["order-over"] = "The referral with this identifier has ended. Send a new order with a new identifier.",
        ["visit-not-yet"] = "It is too early to record this visit. Record it when the visit is near.",
        ["not-undoable"] = "Only your own last decision can be undone, and only if it gave up no time.",
        ["undo-too-late"] = "It is too late to undo this: the time is over, or something happened since.",
        ["reopen-too-late"] = "This ended more than 90 days ago. Enter a new referral.",
        ["not-reopenable"] = "The visit took place. Enter a new referral for a further one.",
        ["loop-open"] = "The source has not been informed of the outcome yet. Inform the source first, then close.",
        ["service-line-unknown"] = "There is no such service line. Choose one from the list.",
        ["referral-unknown"] = "There is no such referral.",
        ["slot-unknown"] = "There is no such time. Choose one on the board.",
        ["clinician-unknown"] = "There is no such clinician.",
        ["clinician-mismatch"] = "This time belongs to another clinician. Choose it again on the board.",
        ["slot-taken"] = "This time is no longer free. Choose another.",
        ["slot-unavailable"] = "The clinician does not see patients at this time. Choose another.",
        ["visit-type-not-offered"] = "The clinician offers no visit of this kind at this time. Choose another.",
        ["daily-limit-reached"] = "The clinician sees no more patients on this day. Choose another day.",
        ["weekly-limit-reached"] = "The clinician sees no more patients in this week. Choose another week.",
        ["notice-too-short"] = "The clinician needs more notice. Choose a later time.",
        ["beyond-horizon"] = "The clinician cannot be booked that far ahead yet. Choose an earlier time.",
        ["hold-length-invalid"] = "A time is held for 1 minute to 72 hours.",
        ["hold-expired"] = "The hold has ended; the time is free again. Hold it again, or choose another.",
        ["hold-ended"] = "The hold has ended. Hold the time again, or choose another.",
        ["hold-unknown"] = "This time is not held any more. Hold it again, or choose another.",
        ["hold-mismatch"] = "This time is held for another referral. Choose another.",
        ["id-reused"] = "This was sent before for another time. Choose the time again.",
        ["booking-unknown"] = "There is no such visit any more. Look again.",
        ["booking-ended"] = "The visit was cancelled before.",
        ["booking-finished"] = "The visit is over; its time cannot be freed.",
        ["too-many-holds"] = "The clinician's schedule has the maximum number of holds. Let one go first.",
        ["too-many-exceptions"] = "The clinician's schedule has the maximum number of exceptions.",
        ["available-until-invalid"] = "Available now ends within the next 12 hours.",
        ["late-minutes-invalid"] = "Running late is 0 to 240 minutes.",
        ["ages-crossed"] = "The youngest age would be above the oldest age.",
        ["service-line-not-served"] = "The clinician does not work for this service line. Choose another.",
        ["not-licensed"] = "The clinician is not licensed where the patient is. Choose another.",
        ["age-not-served"] = "The clinician does not see patients of this age. Choose another.",
        ["assignee-unknown"] = "This person may not work on referrals of this service line. Choose another.",
        ["language-not-spoken"] =
            "The clinician neither speaks the language that is required nor has an interpreter for it. Choose another.",
        ["access-need-not-met"] =
            "Visits with the clinician cannot meet an access need of the patient. Choose another.",
        ["need-by-passed"] =
            "The visit would start after the need-by date. Choose an earlier time, or give a reason for this one.",
        ["documents-missing"] =
            "Required documents are missing. Ask the source for them, or give a reason for booking without.",
        ["consent-missing"] =
            "The patient has not consented to telehealth yet. Record the consent, or say why it is booked without.",
        ["source-unknown"] = "There is no such source.",
        ["source-inactive"] = "This source is not active.",
        ["campaign-code-taken"] = "Another campaign has this code.",
        ["too-many-campaigns"] = "The source has the maximum number of campaigns.",
        ["template-differs"] = "The template with this key is for another occasion, channel or language.",
        ["template-not-draft"] = "This version is no longer a draft.",
        ["template-not-submitted"] = "This version does not wait for a decision.",
        ["template-not-approved"] = "This version is not in use.",
        ["template-unknown"] = "There is no such version.",
        ["not-own-template"] = "A colleague wrote this version. Only they take it back; an approver returns it.",
        ["own-template"] = "You wrote this version, so another person has to approve it.",
        ["too-many-versions"] = "The template has the maximum number of versions. Use a new key.",
        ["too-many-templates"] = "There is the maximum number of templates.",
        ["command-unknown"] = "This is not offered here.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The host's sentence for these codes is more specific than the general one: it names the person or the time.
    private static readonly FrozenSet<string> HostIsMoreSpecific =
        ["claimed-by-another", "visit-not-yet", "reply-blocked"];

    /// <summary>True when this list has a sentence for the code.</summary>
    public static bool Contains(string code) => Sentences.ContainsKey(code);

    /// <summary>The sentence of a code; null when this list has none.</summary>
    public static string? Sentence(string code) => Sentences.GetValueOrDefault(code);

    /// <summary>The refusal as a sentence, with names instead of accounts. Never empty, never a code.</summary>
    public static string Text(Problem problem, Names names)
    {
        var own = Sentences.GetValueOrDefault(problem.Code);
        if (own is not null && !HostIsMoreSpecific.Contains(problem.Code)) return own;
        return problem.Detail.Length > 0 ? names.InSentence(problem.Detail) : own ?? "This was refused.";
    }
}
