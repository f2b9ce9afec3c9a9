using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Templates;

namespace ReferralSilo.Console.Settings.Templates;

/// <summary>The typed text of a new version.</summary>
public sealed class TemplateDraft
{
    public string Subject { get; set; } = "";

    public string Body { get; set; } = "";

    /// <summary>The draft begins with the text of the newest version.</summary>
    public static TemplateDraft Of(TemplateView? saved) => saved?.Versions is not [var newest, ..] ? new TemplateDraft()
        : new TemplateDraft { Subject = newest.Subject ?? "", Body = newest.Body };

    /// <summary>The text with its place.</summary>
    public TemplateInput Build(TemplateView template) => new(template.Key, template.Occasion, template.Channel,
        template.Language, Body, template.Channel == MessageChannel.Email ? Subject.Trim() : null);

    /// <summary>Continues from another version; nothing is saved yet.</summary>
    public void Take(TemplateVersionView version) => (Subject, Body) = (version.Subject ?? "", version.Body);
}
