using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>Texts that need no template and name only their occasion.</summary>
internal sealed class OccasionTexts : IMessageTexts
{
    public ValueTask<RenderedMessage?> Render(MessageOccasion occasion, MessageChannel channel, string language,
        MessageValues values, CancellationToken ct) =>
        new(new RenderedMessage("occasion", 1, language, null, $"{occasion}"));
}
