namespace ReferralSilo.Storage.Moving;

/// <summary>A move, a backup or a restore cannot be: one sentence for the person who asked for it, without patient data.</summary>
public sealed class HouseException(string message, Exception? inner = null) : Exception(message, inner);
