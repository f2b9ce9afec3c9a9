using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Templates;

/// <summary>This silo's copy of all templates with the shipped texts, so that a text is made without a
/// call.</summary>
public sealed class TemplateCatalog(StreamCatalog<Template, TemplateEvent> streams)
{
    /// <summary>All templates by key; one of which only the shipped text exists has version 0.</summary>
    public async ValueTask<IEnumerable<Snapshot<Template>>> All()
    {
        var stored = await streams.All();
        return stored.Keys.Concat(ShippedTemplates.All.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(key => Shown(key, stored.GetValueOrDefault(key))!);
    }

    /// <summary>The template with its shipped text; null when there is neither.</summary>
    /// <param name="key">The template's key.</param>
    /// <param name="stored">What is committed; null for nothing.</param>
    public static Snapshot<Template>? Shown(string key, Snapshot<Template>? stored) =>
        TemplateDecider.WithShipped(stored?.State, key, ShippedTemplates.All.GetValueOrDefault(key)) is { } template
            ? new(template, stored?.Version ?? 0) : null;

    /// <summary>The approved version for an occasion; the one that was approved last when there are several keys. Null
    /// for none.</summary>
    /// <param name="language">BCP 47, exactly as in the template.</param>
    public async ValueTask<(string Key, TemplateVersion Version)?> Approved(MessageOccasion occasion,
        MessageChannel channel, string language)
    {
        (string Key, TemplateVersion Version)? found = null;
        // By key, so that every silo chooses the same one.
        foreach (var (_, (template, _)) in (await streams.All()).OrderBy(t => t.Key, StringComparer.Ordinal))
            if ((template.Occasion, template.Channel, template.Language) == (occasion, channel, language)
                && template.Approved is { } version && !(found?.Version.DecidedAt > version.DecidedAt))
                found = (template.Key, version);
        return found;
    }

    /// <summary>Whether messages are made from a version. Another template for the same place may be preferred since;
    /// its text was not found to be wrong then.</summary>
    public async ValueTask<bool> IsApproved(string key, int number) =>
        (await streams.All()).TryGetValue(key, out var found) && found.State.Approved?.Number == number;

    /// <inheritdoc cref="StreamCatalog{TState,TEvent}.ReadChange"/>
    public Task ReadChange() => streams.ReadChange();
}
