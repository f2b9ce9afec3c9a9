using System.Globalization;
using System.Text.RegularExpressions;
using ReferralSilo.Console.Tests.Support;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>
/// WCAG 2.2 contrast of every colour pair in use, in both themes: text 4.5 : 1 (1.4.3), edges 3 : 1 (1.4.11).
/// </summary>
public sealed partial class PaletteTests
{
    private static readonly string Css =
        File.ReadAllText(Path.Combine(Repository.Root, "src/ReferralSilo.Console/wwwroot/tokens.css"));

    public static TheoryData<string, string, double> Pairs()
    {
        var data = new TheoryData<string, string, double>();
        foreach (var background in new[] { "bg", "surface", "sunken", "accent-soft" })
        {
            foreach (var ink in new[] { "ink", "ink-quiet", "stat", "asap", "urgent", "routine", "bad", "warn" })
                data.Add(ink, background, 4.5);
        }
        foreach (var (ink, background) in new[] { 
            ("accent", "bg"), ("accent", "surface"), ("accent-ink", "accent"), ("bad", "bad-soft"),
            ("warn", "warn-soft"), ("ok", "ok-soft"), ("ok", "surface"), ("held", "held-soft"),
            ("ink", "held-soft"), ("booked-ink", "booked"), ("surface", "bad") })
        {
            data.Add(ink, background, 4.5);
        }
        foreach (var (edge, background) in new[] {
            ("line-strong", "bg"), ("line-strong", "surface"), ("focus", "bg"), ("focus", "surface"),
            ("held", "surface") })
        {
            data.Add(edge, background, 3);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_and_edges_have_enough_contrast_in_both_themes(string ink, string background, double least)
    {
        foreach (var theme in new[] { Theme(":root {"), Theme(":root[data-theme=dark] {") })
        {
            var contrast = Contrast(theme[ink], theme[background]);
            Assert.True(contrast >= least,
                $"--{ink} {theme[ink]} on --{background} {theme[background]} is {contrast:0.00}; needed: {least}.");
        }
    }

    private static Dictionary<string, string> Theme(string start)
    {
        var from = Css.IndexOf(start, StringComparison.Ordinal);
        var block = Css[from..Css.IndexOf('}', from)];
        return Token().Matches(block).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Part(int at)
        {
            var v = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5);
    }

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6})")]
    private static partial Regex Token();
}
