using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Messages.Text;
using ReferralSilo.Grains.Templates;

namespace ReferralSilo.Messaging.Templates;

/// <summary>Makes texts from the approved templates of this silo's catalog.</summary>
internal sealed partial class ApprovedTexts(TemplateCatalog catalog, ILogger<ApprovedTexts> logger) : IMessageTexts
{
    private const string English = "en";

    /// <summary>Stands where the text of an alarm names the referral: a conversation has no number.</summary>
    private const string NoNumber = "-";

    public async ValueTask<RenderedMessage?> Render(MessageOccasion occasion, MessageChannel channel, string language,
        MessageValues values, CancellationToken ct)
    {
        // "es-MX" is written in Spanish, and a language without templates in English.
        foreach (var candidate in new[] { language, language.Split('-')[0], English }.Distinct())
            if (await catalog.Approved(occasion, channel, candidate) is { } found)
                // One that cannot be made blocks the message: another language would hide the fault.
                return Render(found.Key, found.Version, channel, candidate, values);
        // After an update the newer text is not approved yet. That of an alarm about a referral has a link, too.
        return occasion == MessageOccasion.StaffTextAlarm
            ? await Render(MessageOccasion.StaffAlarm, channel, language, values with { Number = NoNumber }, ct) : null;
    }

    public async ValueTask<bool> IsRetired(RenderedMessage text, CancellationToken ct) =>
        !await catalog.IsApproved(text.Template, text.Version);

    private RenderedMessage? Render(string key, TemplateVersion version, MessageChannel channel, string language,
        MessageValues values)
    {
        var model = MessageModel.Of(values, language, channel);
        var subject = version.Subject is null ? null : LiquidText.Parse(version.Subject).Text?.Render(model);
        var body = LiquidText.Parse(version.Body).Text?.Render(model);
        if (string.IsNullOrEmpty(body) || version.Subject is not null && string.IsNullOrEmpty(subject))
        {
            LogNotRendered(key, version.Number);
            return null;
        }
        return channel == MessageChannel.Sms
            ? new(key, version.Number, language, null, PlainCharacters.Replace(body))
            : new(key, version.Number, language, subject!.ReplaceLineEndings(" "), body);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Template {Key} version {Version} names a value that this message does not have")]
    private partial void LogNotRendered(string key, int version);
}
