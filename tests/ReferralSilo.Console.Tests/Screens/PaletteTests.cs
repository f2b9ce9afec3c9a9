using System.Globalization;
using System.Text.RegularExpressions;
using ReferralSilo.Console.Tests.Support;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>Contrast by WCAG 2.2 (1.4.3 text 4.5 : 1, 1.4.11 edges 3 : 1) of every pair the style sheets use, in both
/// themes.</summary>
public sealed partial class PaletteTests
{
    private static readonly string Css =
        File.ReadAllText(Path.Combine(Repository.Root, "src/ReferralSilo.Console/wwwroot/tokens.css"));

    public static TheoryData<string, string, double> Pairs()
    {
        var data = new TheoryData<string, string, double>();
        foreach (var paper in new[] { "bg", "surface", "sunken", "accent-soft" })
        {
            foreach (var ink in new[] { "ink", "ink-quiet", "stat", "asap", "urgent", "routine", "bad",
                "warn" }) data.Add(ink, paper, 4.5);
        }
        foreach (var (ink, paper) in new[] { 
            ("accent", "bg"), ("accent", "surface"), ("accent-ink", "accent"), ("bad", "bad-soft"),
            ("warn", "warn-soft"), ("ok", "ok-soft"),
            ("ok", "surface"), ("held", "held-soft"), ("ink", "held-soft"), ("booked-ink", "booked"),
                ("surface", "bad") })
        {
            data.Add(ink, paper, 4.5);
        }
        foreach (var (edge, paper) in new[] { ("line-strong", "bg"), ("line-strong", "surface"), ("focus", "bg"),
            ("focus", "surface"), ("held", "surface") }) data.Add(edge, paper, 3);
        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Ink_stands_out_from_its_paper_in_both_themes(string ink, string paper, double least)
    {
        foreach (var theme in new[] { Theme(":root {"), Theme(":root[data-theme=dark] {") })
        {
            var contrast = Contrast(theme[ink], theme[paper]);
            Assert.True(contrast >= least,
                $"--{ink} {theme[ink]} on --{paper} {theme[paper]} is {contrast:0.00}, at least {least} is needed.");
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
