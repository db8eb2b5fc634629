using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PromMultiplexer.Engine;

/// <summary>The names that a certificate is for: DNS names, e-mail addresses, IP addresses and URIs (RFC 5280, 4.2.1.6).</summary>
internal static class SubjectNames
{
    private const string Extension = "2.5.29.17";
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;
    private const int Address = 7;

    /// <summary>The names; none if there are none or they are not spelled as they should be.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        try
        {
            if (certificate.Extensions[Extension] is { } extension)
            {
                Read(new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence(), names);
            }
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or ArgumentException)
        {
            names.Clear();
        }

        return names;
    }

    private static void Read(AsnReader sequence, List<string> names)
    {
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            switch (tag.TagValue)
            {
                case Email or Dns or Uri:
                    names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case Address:
                    names.Add(new IPAddress(sequence.ReadOctetString(tag)).ToString());
                    break;
                default:
                    sequence.ReadEncodedValue();
                    break;
            }
        }
    }
}
