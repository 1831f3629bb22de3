// A receiver of Zhihe webhooks with nothing but Go, 1.19 or newer: WEBHOOK_KEYS='whsec_… whpk_…' PORT=8080 go run receiver.go
package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// In earnest the state is in your database, in the transaction in which you act.
var keys, lock, state = strings.Fields(os.Getenv("WEBHOOK_KEYS")), sync.Mutex{}, map[string]float64{}

// Was this body signed with one of our keys, and no more than five minutes ago? The body is the bytes as they came.
func isGenuine(header http.Header, body []byte) bool {
	sentAt, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	if age := time.Now().Unix() - sentAt; err != nil || age > 300 || age < -300 {
		return false
	}
	found, content := false, append([]byte(header.Get("webhook-id")+"."+header.Get("webhook-timestamp")+"."), body...)
	for _, one := range strings.Fields(header.Get("webhook-signature")) {
		for _, key := range keys {
			scheme, text, _ := strings.Cut(one, ",")
			signature, _ := base64.StdEncoding.DecodeString(text)
			secret, _ := base64.StdEncoding.DecodeString(key[strings.Index(key, "_")+1:])
			mac := hmac.New(sha256.New, secret)
			mac.Write(content)
			isV1 := strings.HasPrefix(key, "whsec_") && scheme == "v1" && hmac.Equal(mac.Sum(nil), signature)
			isV1a := strings.HasPrefix(key, "whpk_") && scheme == "v1a" && len(secret) == 32 && ed25519.Verify(secret, content, signature)
			found = found || isV1 || isV1a
		}
	}
	return found
}

// The rule for order and copies. True: this is news. False: a copy, or older than what we know.
func take(m map[string]any) bool {
	thing, data := "", m["data"].(map[string]any)
	for _, name := range []string{"postingId", "endpointId", "importId", "matchId"} {
		if id, ok := data[name].(string); ok {
			thing = id
		}
	}
	place, ok := data["seq"].(float64)
	if !ok {
		at, _ := time.Parse(time.RFC3339, m["timestamp"].(string))
		place = float64(at.UnixMilli())
	}
	lock.Lock()
	defer lock.Unlock()
	if known, ok := state[thing]; ok && known >= place {
		return false
	}
	state[thing] = place // also of what is withdrawn: an older word may come late
	return true
}

func receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 65536))
	var m map[string]any
	if err != nil || !isGenuine(r.Header, body) || json.Unmarshal(body, &m) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	fmt.Println(map[bool]string{true: "news", false: "known"}[take(m)], m["type"], r.Header.Get("webhook-id"))
	w.WriteHeader(http.StatusNoContent) // quickly: do long work afterwards, from a queue of your own
}

func main() {
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(receive)))
}
