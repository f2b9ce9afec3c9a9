using System.Globalization;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Templates;

namespace ReferralSilo.Console.Settings.Templates;

/// <summary>Templates of messages in words.</summary>
public static class TemplateWords
{
    /// <summary>The values that a text may name, in the order of the contract, and what each is.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Values { get; } =
    [
        ("clinic", "The name of the clinic."),
        ("first_name", "The patient’s given name. Emails only."),
        ("phone", "The number that patients call, when one is set."),
        ("hours", "When that number is answered, when it is set."),
        ("link", "The address of the patient’s own page."),
        ("day", "The day of the visit, where the patient is. Only in messages about a visit."),
        ("time", "The time of the visit, where the patient is. Only in messages about a visit."),
        ("visit", "Video visit or phone visit. Only in messages about a visit."),
        ("clinician", "The name of the clinician. No message has it yet."),
        ("until_day", "The day until which times are held."),
        ("until_time", "The time until which times are held."),
        ("minutes", "How late the clinician runs."),
        ("number", "The number of the referral. Messages to staff and sources."),
        ("milestone", "What was reached. Messages to sources."),
    ];

    /// <summary>The channel and the language, for example "Text, Spanish".</summary>
    public static string Place(MessageChannel channel, string language) =>
        $"{(channel == MessageChannel.Sms ? "Text" : "Email")}, {Language(language)}";

    public static string Language(string language) => language switch
    {
        "en" => "English",
        "es" => "Spanish",
        _ => language,
    };

    public static string Status(TemplateStatus status) => status switch
    {
        TemplateStatus.Draft => "Draft",
        TemplateStatus.Submitted => "Waits for approval",
        TemplateStatus.Approved => "In use",
        TemplateStatus.Rejected => "Returned",
        _ => "No longer used",
    };

    /// <summary>What a step did to a version, as a sentence of its own.</summary>
    public static string Done(TemplateStep step) => step switch
    {
        TemplateStep.Submit => "It waits for the approval of another person now.",
        TemplateStep.Withdraw => "It is a draft again.",
        TemplateStep.Approve => "Messages are made from it from now on.",
        TemplateStep.Reject => "It was returned to its author with your reason.",
        _ => "It is no longer used.",
    };

    /// <summary>Who decided, for example "approved by Ada Admin"; null before.</summary>
    public static string? Decision(TemplateVersionView version, Names names) => version.DecidedBy is not { } by ? null
        : $"{version.Status switch
        {
            TemplateStatus.Approved => "approved by",
            TemplateStatus.Rejected => "returned by",
            _ => "taken out of use by",
        }} {names.Staff(by)}";

    /// <summary>How long a text message is; null for an email.</summary>
    public static string? Length(TemplateJudgement judgement) => judgement.Parts == 0 ? null
        : $"At most {Parts(judgement.Parts)} ({judgement.Units} characters with the longest values)"
            + (judgement.Sample is { } sample && sample.Parts != judgement.Parts
                ? $", {Parts(sample.Parts)} for the patient below." : ".");

    /// <summary>How hard it is to read.</summary>
    public static string Grade(TemplateJudgement judgement) => judgement.Grade == 0 ? "No words to read yet."
        : string.Create(CultureInfo.InvariantCulture,
            $"It reads like school grade {judgement.Grade:0.#}; patients need 8 or less.");

    private static string Parts(int parts) => parts == 1 ? "1 text is charged" : $"{parts} texts are charged";
}
