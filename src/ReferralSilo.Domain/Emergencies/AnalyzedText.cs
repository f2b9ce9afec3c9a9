using NodaTime;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>One free text of a referral with its cached analysis for all lines and words.</summary>
internal sealed class AnalyzedText(string text, LocalDate today)
{
    private string? _folded;
    private MentionContext? _context;

    public string Folded => _folded ??= FoldedText.Fold(text);

    public SentenceWords Words => Context.Words;

    public MentionContext Context => _context ??= new MentionContext(new SentenceWords(text), today);
}
