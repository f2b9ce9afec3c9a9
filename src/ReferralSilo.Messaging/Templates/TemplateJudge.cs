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

    /// <summary>The text gateway refuses a longer body.</summary>
    private const int LongestText = 1_600;

    private const string SubjectField = "/subject", BodyField = "/body";

    /// <param name="text">The text.</param>
    /// <param name="names">Names of sources and service lines, which no message to a patient may carry.</param>
    public TemplateJudgement Judge(TemplateText text, IReadOnlyCollection<string> names)
    {
        var errors = new FieldErrors();
        var warnings = new List<string>();
        var values = MessageModel.Most(settings, text.Occasion, text.Channel);
        var model = MessageModel.Of(values, text.Language, text.Channel);
        // The only value that is there in one message and not in the next one.
        var fewest = MessageModel.Of(values with { FirstName = null }, text.Language, text.Channel);
        var subject = Subject(text, model, fewest, errors);
        var body = Rendered(text.Body, BodyField, model, fewest, errors);
        if (body is not null)
        {
            var least = LiquidText.Parse(text.Body).Text!.Render(fewest)!;
            foreach (var part in TemplateParts.Required(text.Occasion, text.Channel)
                .Where(p => !Has(body, p, model) || !Has(least, p, fewest)))
                errors.Add(BodyField, Has(body, part, model)
                    ? Missing(part) + " Not only if another value is there." : Missing(part));
            if (text.Channel == MessageChannel.Sms && body.Length > LongestText)
                errors.Add(BodyField, string.Create(CultureInfo.InvariantCulture,
                    $"With the longest values it has {body.Length} characters; a text has at most {LongestText}."));
            if (text.Channel == MessageChannel.Sms && PlainCharacters.Replace(text.Body) != text.Body)
                errors.Add(BodyField, "Typographic characters make a text longer; write ' \" - and ... instead.");
        }
        var secret = TemplateParts.IsForPatient(text.Occasion) ? names : [];
        if (text.Subject is { } line && IsForbidden(line, secret, model, fewest))
            errors.Add(SubjectField, Forbidden);
        if (IsForbidden(text.Body, secret, model, fewest))
            errors.Add(BodyField, Forbidden);
        if (TemplateParts.IsForPatient(text.Occasion) && ForbiddenWords.Find(settings.Clinic, []) is not null)
            warnings.Add("The name of the clinic says what it treats, and others may read it.");
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
            warnings) { Sample = Sample(text) };
    }

    private TemplateSample? Sample(TemplateText text)
    {
        var patient = MessageModel.Patient(settings, text.Occasion, text.Channel);
        var model = MessageModel.Of(patient, text.Language, text.Channel);
        var subject = text.Subject is null ? null : LiquidText.Parse(text.Subject).Text?.Render(model);
        if (LiquidText.Parse(text.Body).Text?.Render(model) is not { Length: > 0 } body) return null;
        // As it is sent.
        if (text.Channel != MessageChannel.Sms) return new(subject?.ReplaceLineEndings(" "), body, 0);
        body = PlainCharacters.Replace(body);
        return new(null, body, SmsSegments.Measure(body).Parts);
    }

    private const string Forbidden = "Others may read a message: no specialty, no reason and no name of a source.";

    /// <summary>Looks at all that may be sent: the text without its tags, the words inside of tags except the names of
    /// values, and the text that results with neutral values.</summary>
    private static bool IsForbidden(string source, IReadOnlyCollection<string> secret,
        params IEnumerable<Dictionary<string, string>> models)
    {
        var liquid = LiquidText.Parse(source).Text;
        return ((string?[])
        [
            Tags().Replace(source, ""), Tags().Replace(source, " "),
            Tags().Replace(source, tag => ValueNames.Replace(tag.Value, " ")),
            .. models.Select(m => liquid?.Render(m.Keys.ToDictionary(name => name, _ => "0", StringComparer.Ordinal))),
        ]).Any(text => text is not null && ForbiddenWords.Find(text, secret) is not null);
    }

    private static readonly Regex ValueNames = new($@"\b({string.Join('|', MessageModel.Names)}|if|unless|comment)\b",
        RegexOptions.CultureInvariant);

    private static string? Subject(TemplateText text, Dictionary<string, string> model,
        Dictionary<string, string> fewest, FieldErrors errors)
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
        return Rendered(text.Subject, SubjectField, model, fewest, errors);
    }

    /// <summary>The text with the most values; null with an error when it cannot be made, also with the
    /// fewest.</summary>
    private static string? Rendered(string source, string field, Dictionary<string, string> model,
        Dictionary<string, string> fewest, FieldErrors errors)
    {
        var (liquid, error) = LiquidText.Parse(source);
        if (liquid is null)
        {
            errors.Add(field, error!);
            return null;
        }
        var (text, least) = (liquid.Render(model), liquid.Render(fewest));
        if (text is null || least is null)
        {
            var missing = liquid.Names.Where(name => !fewest.ContainsKey(name)).Order(StringComparer.Ordinal);
            errors.Add(field, "It names a value that is not in every message of this kind: "
                + $"{string.Join(", ", missing)}. Leave it out, or write it inside of an if.");
            return null;
        }
        if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(least))
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

        bool Says(string name) =>
            model.TryGetValue(name, out var value) && body.Contains(value, StringComparison.Ordinal);
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

    [GeneratedRegex(@"\{\{.*?\}\}|\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\d|%")]
    private static partial Regex Figures();
}
