using System.Globalization;
using System.Text.RegularExpressions;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Templates;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Messages.Text;
using ReferralSilo.Domain.Parsing;

namespace ReferralSilo.Messaging.Templates;

/// <summary>Judges a text before it is submitted: that it can be read, has its required parts and says nothing that
/// others may not read; and shows its length and reading level (decision 0109).</summary>
public sealed partial class TemplateJudge(MessageSettings settings)
{
    /// <summary>More parts than this are a warning.</summary>
    private const int MostParts = 2;

    private const string SubjectField = "/subject", BodyField = "/body";

    /// <param name="text">The text.</param>
    /// <param name="names">Names of sources and service lines, which no message to a patient may carry.</param>
    public TemplateJudgement Judge(TemplateText text, IReadOnlyCollection<string> names)
    {
        var errors = new FieldErrors();
        var warnings = new List<string>();
        var model = MessageModel.Of(MessageModel.Samples(settings), text.Language, text.Channel);
        var subject = Subject(text, model, errors);
        var body = Rendered(text.Body, BodyField, model, errors);
        if (body is not null)
        {
            foreach (var part in TemplateParts.Required(text.Occasion, text.Channel).Where(p => !Has(body, p, model)))
                errors.Add(BodyField, Missing(part));
            if (text.Channel == MessageChannel.Sms && PlainCharacters.Replace(text.Body) != text.Body)
                errors.Add(BodyField, "Typographic characters make a text longer; write ' \" - and ... instead.");
        }
        var secret = TemplateParts.IsForPatient(text.Occasion) ? names : [];
        if (ForbiddenWords.Find(text.Subject ?? "", secret) is not null)
            errors.Add(SubjectField, Forbidden);
        if (ForbiddenWords.Find(text.Body, secret) is not null)
            errors.Add(BodyField, Forbidden);
        var length = text.Channel == MessageChannel.Sms && body is not null ? SmsSegments.Measure(body) : default;
        var grade = Math.Round(ReadingLevel.Grade($"{subject}.\n{body}", text.Language), 1);
        if (length.Parts > MostParts)
            warnings.Add(string.Create(CultureInfo.InvariantCulture,
                $"It is sent and charged as {length.Parts} texts."));
        if (length.IsUnicode)
            warnings.Add("A character is not in the alphabet of text messages, which halves the length of a part.");
        if (grade > ReadingLevel.HighestGrade)
            warnings.Add(string.Create(CultureInfo.InvariantCulture,
                $"It is hard to read: grade {grade}. Use shorter sentences and words."));
        if (Figures().IsMatch(Values().Replace($"{text.Subject} {text.Body}", "")))
            warnings.Add("It states a figure. Check that it is true today.");
        return new(subject, body ?? "", length.Parts, length.Units, length.IsUnicode, grade, errors.ToDictionary(),
            warnings);
    }

    private const string Forbidden = "Others may read a message: no specialty, no reason and no name of a source.";

    private static string? Subject(TemplateText text, Dictionary<string, string> model, FieldErrors errors)
    {
        if (text.Channel == MessageChannel.Sms)
        {
            if (text.Subject is not null)
                errors.Add(SubjectField, "A text message has no subject.");
            return null;
        }
        if (string.IsNullOrWhiteSpace(text.Subject))
        {
            errors.Add(SubjectField, "An email needs a subject.");
            return null;
        }
        if (text.Subject.AsSpan().ContainsAny('\r', '\n'))
            errors.Add(SubjectField, "A subject is one line.");
        return Rendered(text.Subject, SubjectField, model, errors);
    }

    private static string? Rendered(string source, string field, Dictionary<string, string> model, FieldErrors errors)
    {
        var (liquid, error) = LiquidText.Parse(source);
        if (liquid is null)
        {
            errors.Add(field, error!);
            return null;
        }
        var text = liquid.Render(model);
        if (string.IsNullOrWhiteSpace(text))
            errors.Add(field, "It must not be empty.");
        return text;
    }

    private static bool Has(string body, TemplatePart part, Dictionary<string, string> model)
    {
        return part switch
        {
            TemplatePart.Clinic => Says("clinic"),
            TemplatePart.Contact => Says("link") || Says("phone"),
            TemplatePart.Link => Says("link"),
            TemplatePart.Day => Says("day"),
            TemplatePart.Time => Says("time"),
            TemplatePart.Until => Says("until_day") && Says("until_time"),
            TemplatePart.Minutes => Says("minutes"),
            TemplatePart.Number => Says("number"),
            TemplatePart.Milestone => Says("milestone"),
            TemplatePart.StopHint => Stop().IsMatch(body),
            _ => body.Contains("911", StringComparison.Ordinal),
        };

        bool Says(string name) => body.Contains(model[name], StringComparison.Ordinal);
    }

    private static string Missing(TemplatePart part) => part switch
    {
        TemplatePart.Clinic => "It must name the clinic: {{ clinic }}.",
        TemplatePart.Contact => "It must say the next step: {{ link }} or {{ phone }}.",
        TemplatePart.Link => "It must carry {{ link }}.",
        TemplatePart.Day => "It must say the day: {{ day }}.",
        TemplatePart.Time => "It must say the time: {{ time }}.",
        TemplatePart.Until => "It must say how long times are held: {{ until_day }} and {{ until_time }}.",
        TemplatePart.Minutes => "It must say how late: {{ minutes }}.",
        TemplatePart.Number => "It must carry {{ number }}.",
        TemplatePart.Milestone => "It must say the milestone: {{ milestone }}.",
        TemplatePart.StopHint => "A text must say how to stop texts, with the word STOP.",
        _ => "An email must say that it is not for emergencies, with the number 911.",
    };

    [GeneratedRegex(@"\bSTOP\b")]
    private static partial Regex Stop();

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}|\b911\b")]
    private static partial Regex Values();

    [GeneratedRegex(@"\d|%")]
    private static partial Regex Figures();
}
