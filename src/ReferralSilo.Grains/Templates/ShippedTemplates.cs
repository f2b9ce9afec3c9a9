using System.Collections.Frozen;
using System.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Messages.Templates;

namespace ReferralSilo.Grains.Templates;

/// <summary>The texts that the program brings, one file <c>{occasion}.{channel}.{language}.liquid</c> each. The first
/// line of a mail is its subject.</summary>
public static class ShippedTemplates
{
    private const string Prefix = "ReferralSilo.Grains.Templates.Shipped.", Ending = ".liquid";

    /// <summary>By key.</summary>
    public static FrozenDictionary<string, TemplateText> All { get; } = typeof(ShippedTemplates).Assembly
        .GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..^Ending.Length], Read);

    private static TemplateText Read(string name)
    {
        var parts = name[Prefix.Length..^Ending.Length].Split('.');
        var (occasion, channel) = (Value<MessageOccasion>(parts[0]), Value<MessageChannel>(parts[1]));
        using var reader = new StreamReader(typeof(ShippedTemplates).Assembly.GetManifestResourceStream(name)!,
            Encoding.UTF8);
        var text = reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd();
        if (channel == MessageChannel.Sms)
            return new(occasion, channel, parts[2], null, text);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new(occasion, channel, parts[2], text[..end].Trim(), text[end..].Trim());
    }

    private static T Value<T>(string wireName) where T : struct, Enum =>
        Enum.GetValues<T>().Single(value => value.WireName() == wireName);
}
