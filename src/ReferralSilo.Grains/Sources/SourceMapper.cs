using ReferralSilo.Domain.Sources;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Sources;

/// <summary>Maps sources to ledger rows.</summary>
public sealed class SourceMapper : IAggregateMapper<Source, SourceEvent>
{
    public const string StreamKind = "source";

    public string Kind => StreamKind;

    public StoredForm<Source, SourceEvent> Form => SourceJson.Form;

    public string NameOf(SourceEvent happened) => happened is SourceEvent.Defined ? "source-defined" : "campaign-added";

    public Source Evolve(Source? state, SourceEvent happened) => SourceDecider.Evolve(state, happened);
}
