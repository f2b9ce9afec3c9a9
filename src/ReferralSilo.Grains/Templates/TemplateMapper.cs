using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Templates;

/// <summary>Maps templates to ledger rows.</summary>
public sealed class TemplateMapper : IAggregateMapper<Template, TemplateEvent>
{
    public const string StreamKind = "template";

    public string Kind => StreamKind;

    public StoredForm<Template, TemplateEvent> Form => TemplateJson.Form;

    public string NameOf(TemplateEvent happened) => happened switch
    {
        TemplateEvent.Shipped => "version-shipped",
        TemplateEvent.Written => "version-written",
        TemplateEvent.Submitted => "version-submitted",
        TemplateEvent.Approved => "version-approved",
        TemplateEvent.Rejected => "version-rejected",
        _ => "version-retired",
    };

    public Template Evolve(Template? state, TemplateEvent happened) => TemplateDecider.Evolve(state, happened);
}
